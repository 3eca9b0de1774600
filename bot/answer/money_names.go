package answer

// currencyNames are names and signs of money. A name of several currencies lists all, the likeliest first.
const currencyNames = `
USD/SGD/HKD/AUD/CAD/TWD/NZD: $ | dollar | dollars | dolar | bucks | دولار | دولارات | do la | डॉलर | डालर | ডলার | ڈالر | ডলারে | டாலர் | டாலர்கள் | డాలర్లు | డాలర్ | ඩොලර් | 달러 | ドル | доллар | доллара | долларов | долл | ดอลลาร์ | ดอล | เหรียญ | ဒေါ်လာ | ដុល្លារ | លុយដុល្លារ | ໂດລາ | ዶላር | dola | dolyar | dolares
USD: us$ | usd$ | u$ | us | usd | us dollar | us dollars | american dollar | american dollars | u s dollars | dollar us | dolar as | dolar amerika | 美元 | 美金 | 美刀 | 刀 | دولار امريكي | دولار أمريكي | do la my | dollars americains | ดอลลาร์สหรัฐ | 미국 달러 | 미화 | 米ドル | доллар сша | долларов сша | dolares americanos
SGD: s$ | sg$ | singapore dollar | singapore dollars | sing dollar | 新币 | 新幣 | 坡币 | 新加坡元 | 新元
HKD: hk$ | hong kong dollar | hong kong dollars | 港币 | 港幣 | 港元 | 港纸
TWD: nt$ | ntd | nt | new taiwan dollar | new taiwan dollars | taiwan dollars | 台币 | 台幣 | 新台币 | 新台幣 | 臺幣 | 新臺幣
AUD: a$ | au$ | australian dollar | australian dollars | aussie dollars | 澳元 | 澳币 | 澳幣
CAD: c$ | ca$ | canadian dollar | canadian dollars | 加元 | 加币 | 加幣
NZD: nz$ | new zealand dollar | new zealand dollars | 纽币 | 紐幣
CNY/JPY: ¥ | 円 | 圓
CNY/TWD/HKD/SGD: 元 | 圆 | 块 | 塊 | 块钱 | 塊錢 | 元钱 | 元錢 | 元整
CNY: rmb | yuan | renminbi | 人民币 | 人民幣 | cn¥ | يوان | nhan dan te | युआन | หยวน | ယွမ် | យ័ន | ຢວນ | 위안 | 위안화 | 人民元 | юань | юаней | юаня
JPY: yen | 日元 | 日圆 | 日圓 | 日币 | 日幣 | jp¥ | 엔 | เยน | ين
KRW: ₩ | won | 원 | 韩元 | 韩币 | 韓元 | 韓幣 | وون | вон
THB: ฿ | baht | bath | บาท | 泰铢 | 泰銖 | 泰币 | 铢 | 銖 | بات | ဘတ် | បាត | ບາດ | 바트 | バーツ | бат | батов | bat thai
VND: ₫ | vnd | dong | dong viet nam | 越南盾 | vn dong | 동
IDR: rp | rupiah | 印尼盾 | 印尼幣 | 卢比亚 | รูเปียห์ | روبية إندونيسية
MYR: rm | ringgit | 马币 | 馬幣 | 令吉 | 林吉特 | ริงกิต | রিঙ্গিত | रिंगित
PHP: ₱ | piso | philippine peso | philippine pesos | php | 菲律宾比索 | 菲币 | 披索
PHP/MXN/COP/ARS/CLP/DOP/UYU/CUP: peso | pesos | 比索
KHR: ៛ | riel | riels | រៀល | 瑞尔 | 瑞爾 | 柬币
MMK: kyat | kyats | ks | mmk | ကျပ် | 缅币 | 緬幣 | 缅元 | จ๊าด
LAK: ₭ | kip | kips | ກີບ | 基普 | 老币
INR: ₹ | indian rupee | indian rupees | भारतीय रुपये
INR/PKR/LKR/NPR/MUR: rs | rupee | rupees | rupaya | rupay | रुपये | रुपया | रुपए | रु | रूपये | रुपैयाँ | روپے | روپیہ | روپئے | 卢比 | 盧比 | ரூபாய் | ரூ | రూపాయలు | రూపాయల | రూ | රුපියල් | රු | روبية | রুপি | рупий | рупия
PKR: pakistani rupee | pakistani rupees | پاکستانی روپے | 巴基斯坦卢比
LKR: sri lankan rupee | sri lankan rupees | slr
NPR: nepali rupee | nepali rupees | nepalese rupees | nrs | नेपाली रुपैयाँ
BDT: ৳ | taka | tk | টাকা | टका
AED/MAD: dirham | dirhams | درهم | دراهم | दिरहम | درہم
AED: dhs | dh | uae dirham | uae dirhams | درهم إماراتي | 迪拉姆
MAD: درهم مغربي | moroccan dirham | moroccan dirhams
SAR/QAR/YER/OMR: riyal | riyals | rial | rials | ريال | ريالات | ریال
SAR: saudi riyal | saudi riyals | ريال سعودي | ﷼
QAR: qatari riyal | ريال قطري
OMR: omani rial | ريال عماني
YER: ريال يمني
KWD/IQD/JOD/DZD/TND/BHD/LYD: dinar | dinars | دينار | دنانير
KWD: دينار كويتي | kuwaiti dinar
JOD: دينار أردني | jordanian dinar
IQD: دينار عراقي | iraqi dinar
DZD: دينار جزائري | algerian dinar
TND: دينار تونسي | tunisian dinar
EGP/SDG/GBP: جنيه | جنيهات
EGP: جنيه مصري | egyptian pound | egyptian pounds | e£
SYP/TRY/LBP: ليرة | ليرات | lira
SYP: ليرة سورية
TRY: ₺ | turkish lira | ليرة تركية | tl
EUR: € | euro | euros | eur | يورو | 欧元 | 歐元 | यूरो | ইউরো | یورو | ยูโร | ယူရို | 유로 | ユーロ | евро | yuro | ஈரோ
GBP/EGP/SDG/SSP: £ | pound | pounds
GBP: quid | sterling | pound sterling | british pound | british pounds | 英镑 | 英鎊 | ปอนด์ | 파운드 | جنيه استرليني | bang anh | фунт | фунтов
CHF/XAF/XOF/RWF/BIF: franc | francs | فرنك
XAF/XOF: fcfa | cfa | f cfa | francs cfa | franc cfa
KES/TZS/UGX/SOS: shilling | shillings | shilingi | sh | شلن
KES: ksh | kshs | kenyan shilling | kenyan shillings
TZS: tsh | tshs | tanzanian shilling | tanzanian shillings
UGX: ush | ushs | ugandan shilling | ugandan shillings
NGN: ₦ | naira
GHS: ₵ | cedi | cedis
ETB: birr | ብር | bir
ZAR: rand | rands
RUB: ₽ | ruble | rubles | rouble | roubles | рубль | рубля | рублей | руб | р | 卢布
UAH: ₴ | hryvnia | гривен | гривна
KZT: ₸ | tenge | тенге
UZS: сум | сумов | so'm
BRL: r$ | real | reais
MXN: mx$ | mexican pesos | pesos mexicanos
COP: pesos colombianos
ARS: pesos argentinos
PEN: soles | s/
SEK/NOK/DKK/ISK: kr | krona | kronor | kroner | krone
ILS: ₪ | shekel | shekels
USDT: tether | usdt | usd t | 泰达币 | 泰達幣 | u币 | u幣 | يو اس دي تي | تيثر | ยูเอสดีที | 테더 | тетер
USDC: usd coin
BTC: ₿ | bitcoin | bitcoins | btc | 比特币 | 比特幣 | بيتكوين | بتكوين | บิตคอยน์ | บิทคอยน์ | ဘစ်ကွိုင် | 비트코인 | ビットコイン | биткоин | биткоинов | биткойн | बिटकॉइन | বিটকয়েন
ETH: ether | ethereum | eth | 以太坊 | 以太币 | 以太幣 | ايثيريوم | 이더리움 | эфир
TRX: tron | 波场 | 波場
SOL: solana
XRP: ripple
DOGE: dogecoin | 狗狗币
LTC: litecoin | 莱特币
TON: toncoin
BCH: bitcoin cash
XMR: monero
MATIC: matic
ADA: cardano`

// spokenSums are words that hold a number and its scale: "number scale".
const spokenSums = `
2 2: مئتين | مائتين | ميتين
2 3: ألفين | ألفان | الفين
2 6: مليونين | مليونان
1 2: seratus
1 3: seribu
1 6: sejuta`

// scaleWords are words after a number, by the zeros that they add.
const scaleWords = `
2: hundred | hundreds | 百 | 佰 | ร้อย | ratus | مئة | مائة | مية | सौ | শত | শো | سو | trăm | ရာ | រយ | ຮ້ອຍ | 백 | mia | መቶ | daan
3: k | thousand | thousands | 千 | 仟 | พัน | ribu | rb | ألف | الف | آلاف | الاف | हज़ार | हजार | হাজার | ہزار | nghin | nghìn | ngan | ngàn | ထောင် | ពាន់ | ພັນ | 천 | elfu | ሺህ | ሺ | libo | mille | milles | тыс | тысяча | тысячи | тысяч | т | ஆயிரம் | వేలు | వేల | දහස් | දහස | දාහක්
4: 万 | 萬 | หมื่น | သောင်း | ម៉ឺន | ໝື່ນ | 만
5: lakh | lakhs | lac | lacs | laki | แสน | လက်ခ | သိန်း | សែន | ແສນ | लाख | লাখ | লক্ষ | لاکھ | லட்சம் | இலட்சம் | లక్ష | లక్షలు | లక్షల | ලක්ෂ | ලක්ෂය
6: m | million | millions | mn | mln | mio | ล้าน | juta | jt | مليون | ملايين | मिलियन | মিলিয়ন | ملین | trieu | triệu | tr | သန်း | លាន | ລ້ານ | 百万 | 백만 | milioni | ሚሊዮን | milyon | млн | миллион | миллиона | миллионов | millones | millon | milhao | milhoes | milliones | மில்லியன் | మిలియన్ | මිලියන
7: crore | crores | cr | करोड़ | কোটি | کروڑ | கோடி | కోటి | కోట్లు | කෝටි | ကုဋေ | 千万
8: 亿 | 億 | 억
9: b | bn | billion | billions | milyar | miliar | مليار | बिलियन | ty | tỷ | tỉ | พันล้าน | bilioni | bilyon | млрд | миллиард | миллиардов | milliard | milliards | ពាន់លាន | ຕື້ | 十亿`

// moneyFillerWords may stand right after a number without changing it.
const moneyFillerWords = `
x: and | about | around | approximately | approx | nearly | almost | over | more | than | total | in | of | the | to | by | from | for | on | at | via | with | was | is | were | i | we | my | me | he | she | they | them | him | her | it | that | this | lost | paid | pay | sent | send | transferred | altogether | all | worth | only | so | far | cash | bank | plus
x: trc | erc | bep | network | crypto | coin | coins | 左右 | 多 | 大概 | 大约 | 大約 | 约 | 約 | 一共 | 总共 | 總共 | 共 | 差不多 | 被骗 | 被騙 | 被骗了 | 了 | 转 | 轉 | 我 | 损失 | 損失 | 个 | 個 | 枚 | 的 | 钱 | 錢 | 现金 | 合计 | 付 | 付了 | 给
x: و | حوالي | تقريبا | نحو | اكثر من | من | في | دفعت | خسرت | ارسلت | مبلغ | ب | khoang | hon | tong cong | tong | mat | bi | va | toi | tien | sekitar | kurang | lebih | kira | total | dan | uang | saya | rugi | hilang | sebesar | ประมาณ | กว่า | รวม | และ | โดน | เงิน | ราว | နဲ့ | ခန့် | လောက် | ប្រហែល | និង | ປະມານ | करीब | लगभग | और | প্রায় | تقریبا | اور | 약 | 정도 | около | примерно | и | environ | et | de | y | unos | cerca | e | kama | takriban | na | mga | ng | ang | humigit | kumulang | ገደማ | பற்றி | சுமார் | దాదాపు | పైగా | විතර | पनि | जति`
