package answer

// countryPatches are names that the list in golang.org/x/text (CLDR 32, 2017) does not have yet, and shorter ones where
// its name is no help on a button.
var countryPatches = map[string]map[string]string{
	"en": {
		"SZ": "Eswatini", "MK": "North Macedonia", "TR": "Türkiye", "HK": "Hong Kong", "MO": "Macao", "CV": "Cabo Verde",
		"CD": "DR Congo", "CG": "Congo-Brazzaville", "PS": "Palestine",
	},
	"zh":      {"MK": "北马其顿", "HK": "香港", "MO": "澳门"},
	"zh-Hant": {"MK": "北馬其頓", "HK": "香港", "MO": "澳門", "SZ": "史瓦帝尼"},
	"ar":      {"SZ": "إسواتيني", "MK": "مقدونيا الشمالية", "HK": "هونغ كونغ", "MO": "ماكاو"},
	"fr":      {"SZ": "Eswatini", "MK": "Macédoine du Nord", "HK": "Hong Kong", "MO": "Macao"},
	"es":      {"SZ": "Esuatini", "MK": "Macedonia del Norte", "HK": "Hong Kong", "MO": "Macao"},
	"pt":      {"SZ": "Essuatíni", "MK": "Macedônia do Norte", "HK": "Hong Kong", "MO": "Macau"},
	"ru":      {"SZ": "Эсватини", "MK": "Северная Македония", "HK": "Гонконг", "MO": "Макао"},
	"vi": {
		"SZ": "Eswatini", "MK": "Bắc Macedonia", "HK": "Hồng Kông", "MO": "Ma Cao", "US": "Mỹ", "AU": "Úc", "IT": "Ý",
		"AE": "UAE (Các Tiểu vương quốc Ả Rập)", "AS": "Samoa thuộc Mỹ", "BQ": "Caribe Hà Lan", "CD": "Cộng hòa Dân chủ Congo",
		"CI": "Bờ Biển Ngà", "CZ": "Cộng hòa Séc", "IO": "Lãnh thổ Ấn Độ Dương thuộc Anh", "PS": "Palestine", "SA": "Ả Rập Xê Út",
		"TF": "Vùng đất phía Nam thuộc Pháp", "VA": "Vatican",
	},
	"id": {
		"SZ": "Eswatini", "MK": "Makedonia Utara", "HK": "Hong Kong", "MO": "Makau", "TR": "Turki", "GB": "Inggris", "MM": "Myanmar",
		"CD": "Republik Demokratik Kongo", "CG": "Kongo-Brazzaville", "FK": "Kepulauan Falkland", "PS": "Palestina",
		"UM": "Kepulauan Terluar AS", "VI": "Kepulauan Virgin AS",
	},
	"ms": {"SZ": "Eswatini", "MK": "Macedonia Utara", "HK": "Hong Kong", "MO": "Macau", "TR": "Turkiye"},
	"sw": {"SZ": "Eswatini", "MK": "Makedonia Kaskazini", "HK": "Hong Kong", "MO": "Makau"},
	"th": {"SZ": "เอสวาตีนี", "MK": "มาซิโดเนียเหนือ", "HK": "ฮ่องกง", "MO": "มาเก๊า"},
	"ko": {"SZ": "에스와티니", "MK": "북마케도니아", "HK": "홍콩", "MO": "마카오", "TR": "튀르키예"},
	"ja": {"SZ": "エスワティニ", "MK": "北マケドニア", "HK": "香港", "MO": "マカオ"},
	"hi": {"SZ": "एस्वातिनी", "MK": "उत्तरी मकदूनिया", "HK": "हाँग काँग", "MO": "मकाऊ"},
	"bn": {"SZ": "ইসওয়াতিনি", "MK": "উত্তর ম্যাসেডোনিয়া", "HK": "হংকং", "MO": "ম্যাকাও"},
	"ta": {"HK": "ஹாங்காங்", "MO": "மகாவ்"},
	"te": {"HK": "హాంకాంగ్", "MO": "మకావ్"},
	"si": {"HK": "හොංකොං", "MO": "මකාවු"},
	"ne": {"HK": "हङकङ", "MO": "मकाउ"},
	"ur": {"HK": "ہانگ کانگ", "MO": "مکاؤ"},
	"lo": {"HK": "ຮົງກົງ", "MO": "ມາເກົາ"},
	"my": {"HK": "ဟောင်ကောင်", "MO": "မကာအို"},
	"am": {"HK": "ሆንግ ኮንግ", "MO": "ማካኦ"},
	"km": {"HK": "ហុងកុង", "MO": "ម៉ាកាវ"},
}

// sharedNames are names that several countries have: the person is asked which.
var sharedNames = map[string][]string{
	"congo": {"CD", "CG"}, "kongo": {"CD", "CG"}, "刚果": {"CD", "CG"}, "剛果": {"CD", "CG"}, "الكونغو": {"CD", "CG"},
	"конго": {"CD", "CG"}, "cong go": {"CD", "CG"}, "콩고": {"CD", "CG"}, "コンゴ": {"CD", "CG"}, "america": {"US"},
}

// countryAliases are what people say, by language; those under "en" are understood in every language.
var countryAliases = map[string]string{
	"en": `
AE: uae | emirates | dubai | abu dhabi | sharjah | the emirates
BA: bosnia
BN: brunei darussalam
CD: drc | dr congo | congo kinshasa | democratic republic of the congo | zaire
CG: congo brazzaville | republic of the congo
CI: ivory coast
CN: prc | peoples republic of china | mainland china
CV: cape verde
CZ: czech republic
GB: uk | u k | england | britain | great britain | scotland | wales | northern ireland | london
HK: hongkong | hk
IN: bharat | hindustan
IR: persia
KG: kyrgyz republic
KH: kampuchea | phnom penh | sihanoukville | cambodja | kh
KP: north korea | dprk
KR: korea | south korea | republic of korea
LA: laos | lao | lao pdr | lao peoples democratic republic | vientiane
LK: ceylon | srilanka
MK: macedonia
MM: burma | myanmar | burmah | birma | yangon | myawaddy
MO: macau | macao
MY: malaysia
NL: holland | the netherlands
PH: phillipines | philippine | philipines | filipinas | manila | pinas
PK: pak
PS: palestine | gaza | west bank
RU: russian federation
SA: ksa | saudi
SY: syrian arab republic
SZ: swaziland
TH: siam | bangkok
TL: east timor
TR: turkey | turkiye
TW: taiwan | taiwan roc | formosa | taipei
TZ: tanzania | united republic of tanzania
US: usa | us | u s | u s a | united states | united states of america | the states
VA: vatican | holy see
VE: venezuela
VN: viet nam | vietnam | hanoi | saigon
XK: kosovo`,
	"zh": `
AE: 阿联酋 | 迪拜 | 阿联
GB: 英国 | 英格兰
KP: 朝鲜 | 北朝鲜 | 北韩
KR: 韩国 | 南韩
LA: 老挝 | 寮国 | 金三角特区
MM: 缅甸 | 缅北 | 妙瓦底 | 缅东
KH: 柬埔寨 | 高棉 | 西港 | 西哈努克
MO: 澳门 | 中国澳门
HK: 香港 | 中国香港
TW: 台湾 | 中国台湾
CN: 中国 | 大陆 | 中国大陆
MY: 马来西亚 | 大马 | 马来
PH: 菲律宾
US: 美国 | 美利坚`,
	"zh-Hant": `
AE: 阿聯酋 | 杜拜 | 阿拉伯聯合大公國
KR: 南韓 | 韓國
KP: 北韓
LA: 寮國 | 老撾
MM: 緬甸 | 緬北 | 妙瓦底
KH: 柬埔寨 | 高棉 | 西港
TW: 台灣 | 臺灣
HK: 香港 | 中國香港
MO: 澳門 | 中國澳門
CN: 中國 | 大陸 | 中國大陸
MY: 馬來西亞 | 大馬`,
	"ar": `
AE: الإمارات | الامارات العربية | دبي | ابو ظبي
GB: بريطانيا | انجلترا | المملكة المتحدة
KR: كوريا | كوريا الجنوبية
MM: بورما | ميانمار
MA: المغرب
SA: السعودية
US: امريكا | أمريكا | الولايات المتحدة
KH: كمبوديا | كامبوديا
CI: ساحل العاج`,
	"vi": `
AE: dubai | đu bai | các tiểu vương quốc ả rập thống nhất | tiểu vương quốc ả rập
AU: úc | úc châu | ô-xtrây-li-a
CD: congo dân chủ
CI: bờ biển ngà
CN: trung quốc | tàu | trung hoa | trung cộng | tq
CZ: séc | tiệp
DE: đức quốc | tây đức
ES: tây ban nha
FR: pháp quốc
GB: anh | anh quốc | nước anh
HK: hương cảng | hồng công
ID: nam dương | in-đô-nê-xi-a | inđônêxia | indo
IN: ấn
IT: ý đại lợi
JP: nhật | nhật bổn
KH: campuchia | căm pu chia | cam-pu-chia | cam bốt | căm bốt | cao miên | phnôm pênh | phnom pênh | nam vang | cam
KP: triều tiên | bắc hàn | bắc triều tiên
KR: hàn quốc | hàn | nam hàn | đại hàn
LA: lào | ai lao | viêng chăn | vientiane
MM: miến điện | miến | myanma | mi-an-ma | mianma
MO: áo môn
MY: mã lai | mã lai á | ma-lai-xi-a
PH: phi luật tân | phi | phi-líp-pin
RU: nga | nước nga
SA: ả rập | ả rập saudi
SG: tân gia ba | xin-ga-po | xingapo | sing
TH: thái | thái lan | băng cốc
TL: đông timor
TW: đài loan | đài bắc
US: mỹ | hoa kỳ | nước mỹ
VN: việt nam | việt | sài gòn | hà nội | tphcm`,
	"id": `
AE: uea | uni emirat arab | emirat
AU: aussie | ostrali
CD: kongo kinshasa
CN: cina | china | tiongkok | rrc | rrt | tionghoa
GB: inggris | inggris raya | britania raya | britania
HK: hongkong
ID: indo | nkri
JP: jepang
KG: kirgizstan
KH: kamboja | kambodja | kambodia | pnom penh
KR: korea | korea selatan | korsel
KP: korut
KZ: kazakhstan
MM: birma | miyanmar
MY: malaysia | malay
NL: negeri belanda
PH: filipina | pilipina | filipin
SA: arab | saudi arabia
SG: singapur | singapore
TH: muangthai | thailan
TL: timtim | timor timur | timor
US: amerika | amerika serikat | as
VN: viet nam | pietnam`,
	"ms": `
CN: china | cina
KH: kemboja
KR: korea
GB: england | united kingdom
US: amerika
PH: filipina`,
	"th": `
MM: พม่า | เมียนมา | เมียนมาร์ | เมียวดี
KH: กัมพูชา | เขมร | ปอยเปต
LA: ลาว
CN: จีน
TW: ไต้หวัน
KR: เกาหลี | เกาหลีใต้
US: อเมริกา | สหรัฐ | สหรัฐอเมริกา
GB: อังกฤษ
AE: ดูไบ | ยูเออี
HK: ฮ่องกง`,
	"my": `
MM: မြန်မာ | မြန်မာပြည် | ဗမာပြည် | မြန်မာနိုင်ငံ | မြဝတီ
TH: ထိုင်း | ယိုးဒယား | ထိုင်းနိုင်ငံ
CN: တရုတ် | တရုတ်ပြည်
KH: ကမ္ဘောဒီးယား
LA: လာအို`,
	"km": `
KH: កម្ពុជា | ខ្មែរ | ប្រទេសកម្ពុជា | ស្រុកខ្មែរ
TH: ថៃ | សៀម
VN: វៀតណាម | យួន
CN: ចិន
MM: ភូមា | មីយ៉ាន់ម៉ា`,
	"lo": "LA: ລາວ | ສປປ ລາວ\nMM: ພະມ້າ | ມຽນມາ\nKH: ກຳປູເຈຍ | ຂະເໝນ\nTH: ໄທ\nCN: ຈີນ",
	"hi": `
MM: म्यांमार | बर्मा | म्यानमार
KH: कंबोडिया | कम्बोडिया
AE: दुबई | यूएई | संयुक्त अरब अमीरात
US: अमेरिका
GB: इंग्लैंड | ब्रिटेन | यूके
CN: चीन
IN: भारत | इंडिया | हिंदुस्तान`,
	"ne":  "NP: नेपाल\nIN: भारत | इन्डिया\nAE: दुबई | युएई\nMM: म्यानमार | बर्मा\nUS: अमेरिका",
	"ur":  "AE: دبئی | متحدہ عرب امارات\nMM: میانمار | برما\nUS: امریکہ | امریکا\nGB: انگلینڈ | برطانیہ\nIN: بھارت | انڈیا | ہندوستان",
	"bn":  "MM: মিয়ানমার | বার্মা | মায়ানমার\nKH: কম্বোডিয়া\nAE: দুবাই\nIN: ভারত | ইন্ডিয়া\nUS: আমেরিকা",
	"fil": "PH: pilipinas | pinas\nAE: dubai\nUS: amerika | estados unidos\nCN: tsina\nJP: hapon\nTW: taiwan\nKR: korea",
	"fr":  "MM: birmanie\nGB: angleterre | royaume-uni\nUS: états-unis | amérique\nCI: côte d'ivoire\nNL: hollande\nAE: dubaï | émirats\nCD: rdc | congo-kinshasa\nCG: congo-brazzaville",
	"ru":  "MM: бирма | мьянма\nGB: англия | британия | великобритания\nUS: сша | америка\nAE: оаэ | эмираты | дубай\nKR: корея | южная корея\nKP: северная корея\nKG: киргизия | кыргызстан\nBY: беларусь | белоруссия\nMD: молдова | молдавия\nHK: гонконг",
	"es":  "MM: birmania\nGB: inglaterra | reino unido\nUS: eeuu | ee uu | estados unidos\nNL: holanda\nAE: dubái | emiratos",
	"pt":  "MM: birmânia | myanmar | mianmar\nGB: inglaterra | reino unido\nUS: eua | estados unidos\nNL: holanda\nAE: dubai | emirados",
	"sw":  "TZ: tanzania\nUS: marekani\nGB: uingereza\nCN: uchina | china\nIN: india\nAE: dubai | falme za kiarabu\nKH: kambodia\nMM: burma",
	"am":  "ET: ኢትዮጵያ\nAE: ዱባይ | ዱባይ\nMM: ማይናማር | ማያንማር | በርማ\nUS: አሜሪካ\nGB: እንግሊዝ\nSA: ሳውዲ | ሳዑዲ",
	"ko":  "KR: 한국 | 남한 | 우리나라\nKP: 북한\nMM: 미얀마 | 버마\nKH: 캄보디아\nGB: 영국\nUS: 미국\nCN: 중국",
	"ja":  "MM: ビルマ | ミャンマー\nGB: イギリス | 英国\nUS: アメリカ | 米国\nKR: 韓国\nKP: 北朝鮮\nAE: ドバイ",
	"ta":  "LK: இலங்கை\nMM: மியான்மர் | பர்மா\nIN: இந்தியா\nKH: கம்போடியா\nAE: துபாய்",
	"te":  "MM: మయన్మార్ | బర్మా\nKH: కంబోడియా\nAE: దుబాయ్\nUS: అమెరికా",
	"si":  "LK: ශ්\u200dරී ලංකාව | ලංකාව\nMM: මියන්මාරය | බුරුමය\nAE: ඩුබායි\nKH: කාම්බෝජය",
}
