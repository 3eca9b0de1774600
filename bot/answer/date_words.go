package answer

import "sync"

// dateMarks gives the meaning of words around the numbers of a date: y, m, d before their number, y-, m-, d- after it.
var dateMarks = sync.OnceValue(func() map[string]string { return words(dateMarkWords) })

const dateMarkWords = `
be: พศ | พุทธศักราช | be | ພສ | ពុទ្ធសករាជ | ពស | သာသနာနှစ်
ce: คศ | คริสตศักราช | ad | ce | ຄສ | គស | 公元 | 西元 | 西曆 | 西历
minguo: 民国 | 民國
y: nam | ปี | tahun | năm | ឆ្នាំ | ປີ | year | سنة | عام | mwaka | taong | taon | سال
m: thang | thg | เดือน | bulan | bln | ខែ | ເດືອນ | شهر | month | mwezi
d: ngay | วันที่ | tanggal | tgl | ថ្ងៃទី | ថ្ងៃ | ວັນທີ | ວັນທີ່ | يوم | tarehe | siku | haribulan | hb
y-: 年 | 년 | ခုနှစ် | ခု | နှစ် | год | года | году | г
m-: 月 | 월 | လ | လပိုင်း | ខែ
d-: 日 | 号 | 號 | 일 | ရက် | ရက်နေ့ | တာရီခ
skip: st | nd | rd | th | of | the | on | in | at | about | around | approximately | maybe | since | from | date | dated | was | it | i | think | circa | early | late | mid |
skip: de | del | le | la | el | du | en | em | dia | vers | environ | около | числа | примерно | و | في | من | تاريخ | بتاريخ | تقريبا | حوالي | م | الموافق
skip: 大概 | 大约 | 大約 | 左右 | 在 | 是 | 于 | 於 | 份 | 初 | 底 | 中旬 | 上旬 | 下旬 | 前后 | 约 | 約 | 頃 | khoang | vao | mung | mong | pada | kira | sekitar | sekira | di | sejak | dari
skip: කට | කි | na | ang | ประมาณ | ราวๆ | ราว | เมื่อ | น | เวลา | ช่วง | ต้น | ปลาย | กลาง | ค่ะ | ครับ | noong | ika | nong | mga | araw | buwan | pm | am | utc | gmt | z
skip: monday | tuesday | wednesday | thursday | friday | saturday | sunday | mon | tue | tues | wed | thu | thur | thurs | fri | sat | sun
skip: senin | selasa | rabu | kamis | jumat | sabtu | minggu | isnin | khamis | jumaat | ahad | الاثنين | الثلاثاء | الاربعاء | الخميس | الجمعه | السبت | الاحد
skip: တွင် | မှာ | က | ကို | နေ့ | တနင်္လာ | အင်္ဂါ | ဗုဒ္ဓဟူး | ကြာသပတေး | သောကြာ | စနေ | တနင်္ဂနွေ | को | में | तारीख | तारीख़ | के | सन | साल | গত | তারিখ | সালে | সাল | کو | میں | تاریخ
skip: 월요일 | 화요일 | 수요일 | 목요일 | 금요일 | 토요일 | 일요일 | 쯤 | 경 | 에 | గత | న | లో | ஆம் | தேதி | වන | දින | ቀን | አመተ | ምህረት | ዓም | siku ya
`

// relativeWords are days, months and years named from today: "unit count". Hindi, Bengali and Urdu have one word for
// yesterday and tomorrow; it is in twoWay.
const relativeWords = `
d 0: today | just now | now | right now | this morning | tonight | 今天 | 今日 | 今晚 | 今早 | 刚才 | 剛才 | 刚刚 | 现在 | 本日 | きょう | اليوم | النهارده | الآن | hom nay | bua nay | vua xong | vua nay | vua moi | moi day | hoi sang | bay gio
d 0: hari ini | hr ini | sekarang | skrg | tadi siang | tadi sore | tadi | tadi pagi | barusan | วันนี้ | เมื่อเช้า | เมื่อกี้ | ဒီနေ့ | ယနေ့ | အခု | ថ្ងៃនេះ | ມື້ນີ້ | 오늘 | 방금 | आज | आज ही | আজ | আজকে | آج | இன்று | ఈరోజు | ఈ రోజు | నేడు | අද | leo | sasa | ዛሬ | ngayon | ngayong araw
d 0: aujourd'hui | hoy | hoje | сегодня
d -1: yesterday | last night | yesterday evening | 昨天 | 昨日 | 昨晚 | 昨夜 | きのう | أمس | امبارح | البارحة | مبارح | بالأمس | hom qua | bua qua | toi qua | dem qua | kemarin | kemaren | kmrn | kmarin | semalam | kelmarin | tadi malam
d -1: เมื่อวาน | เมื่อวานนี้ | เมื่อคืน | မနေ့က | မနေ့ | ម្សិលមិញ | ម្សិល | ມື້ວານ | ມື້ວານນີ້ | 어제 | 어젯밤 | बीता कल | গতকাল | गत कल | हिजो | நேற்று | నిన్న | ඊයේ | jana | ትናንት | ትላንት | ትናንትና | kahapon | kagabi
d -1: hier | hier soir | ayer | anoche | ontem | вчера | گزشتہ کل
d -2: the day before yesterday | day before yesterday | 前天 | 前日 | おととい | 一昨日 | أول أمس | اول امس | أول امبارح | قبل أمس | hom kia | bua kia | kemarin dulu | kmrn lusa | selumbari | kemarin lusa | dua hari lepas | เมื่อวานซืน | เมื่อวานซืนนี้
d -2: တမြန်နေ့က | တမြန်မနေ့က | တစ်နေ့က | ម្សិលម្ង៉ៃ | ມື້ກ່ອນ | ມື້ຊືນ | 그저께 | 그제 | 엊그제 | গত পরশু | अस्ति | முந்தாநாள் | நேற்று முன்தினம் | మొన్న | పෙరේදා | පෙරේදා | juzi | kamakalawa | avant-hier | anteayer | antier | anteontem | позавчера
d -3: 大前天 | 그끄저께
d 1: tomorrow | 明天 | 明日 | あした | غدا | بكرة | بكره | ngay mai | mai | besok | bsk | esok | พรุ่งนี้ | မနက်ဖြန် | ថ្ងៃស្អែក | ມື້ອື່ນ | 내일 | भोली | আগামীকাল | நாளை | రేపు | හෙට | kesho | ነገ | bukas | demain | manana | amanha | завтра
d 2: the day after tomorrow | day after tomorrow | 后天 | 後天 | بعد غد | ngay kia | ngay mot | mot kia | lusa | besok lusa | มะรืน | มะรืนนี้ | သဘက်ခါ | 모레 | keshokutwa | apres-demain | pasado manana | depois de amanha | послезавтра
w -1: last week | a week ago | 上周 | 上週 | 上星期 | 上个星期 | 上個星期 | 上礼拜 | 上个礼拜 | 先週 | الأسبوع الماضي | قبل أسبوع | منذ أسبوع | tuan truoc | tuan roi | tuan qua | tuan vua roi | tuan vua qua | minggu kemarin | minggu kemaren | pekan kemarin | minggu lalu | minggu lepas | pekan lalu | สัปดาห์ที่แล้ว | อาทิตย์ที่แล้ว | ပြီးခဲ့တဲ့အပတ် | 지난주 | पिछले हफ्ते | पिछले हफ़्ते | গত সপ্তাহে | پچھلے ہفتے | wiki iliyopita | noong nakaraang linggo | la semaine derniere | la semana pasada | semana passada | на прошлой неделе
w 0: this week | 这周 | 這週 | 本周 | 本週 | 这个星期 | 這個星期 | هذا الأسبوع | tuan nay | minggu ini | สัปดาห์นี้ | อาทิตย์นี้ | 이번 주 | इस हफ्ते
m -1: last month | 上个月 | 上個月 | 上月 | 先月 | الشهر الماضي | الشهر اللي فات | قبل شهر | منذ شهر | thang truoc | thang roi | thang qua | thang vua roi | thang vua qua | bulan kemarin | bulan kemaren | bulan lalu | bulan lepas | เดือนที่แล้ว | เดือนก่อน | ပြီးခဲ့တဲ့လ | ပြီးခဲ့သောလ | ខែមុន | ເດືອນແລ້ວ | ເດືອນກ່ອນ | 지난달 | पिछले महीने | গত মাসে | গত মাস | پچھلے مہینے | गत महिना | கடந்த மாதம் | గత నెల | ගිය මාසයේ | mwezi uliopita | noong nakaraang buwan | ባለፈው ወር | le mois dernier | el mes pasado | mes passado | в прошлом месяце
m -2: 上上个月 | 上上個月 | قبل شهرين | منذ شهرين
m 0: this month | 这个月 | 這個月 | 本月 | 今月 | 这月 | هذا الشهر | thang nay | bulan ini | เดือนนี้ | ဒီလ | ខែនេះ | ເດືອນນີ້ | 이번 달 | इस महीने | এই মাসে | اس مہینے | mwezi huu | ngayong buwan | ce mois-ci | este mes | в этом месяце
y -1: last year | 去年 | السنة الماضية | العام الماضي | السنة اللي فاتت | قبل سنة | منذ سنة | nam ngoai | nam truoc | nam roi | nam vua roi | tahun kemarin | tahun kemaren | tahun lalu | tahun lepas | ปีที่แล้ว | ปีก่อน | မနှစ်က | ပြီးခဲ့တဲ့နှစ် | ឆ្នាំមុន | ປີກາຍ | ປີແລ້ວ | 작년 | 지난해 | पिछले साल | গত বছর | پچھلے سال | गत वर्ष | கடந்த ஆண்டு | గత సంవత్సరం | ගිය අවුරුද්දේ | mwaka jana | noong nakaraang taon | ባለፈው ዓመት | l'annee derniere | el ano pasado | ano passado | в прошлом году
y -2: 前年 | قبل سنتين | منذ سنتين | 재작년 | mwaka juzi
y 0: this year | 今年 | هذه السنة | هذا العام | السنة دي | nam nay | tahun ini | ปีนี้ | ဒီနှစ် | ឆ្នាំនេះ | ປີນີ້ | 올해 | इस साल | এই বছর | اس سال | यो वर्ष | mwaka huu | ngayong taon | cette annee | este ano | в этом году
w 1: next week | tuan sau | tuan toi | minggu depan | pekan depan
m 1: next month | thang sau | thang toi | bulan depan
y 1: next year | nam sau | nam toi | sang nam | tahun depan
d -2: قبل يومين | منذ يومين | من يومين
d -14: قبل أسبوعين | منذ أسبوعين
`

// twoWay names the day before or after by the same word.
const twoWay = `
1: कल | কাল | کل
2: परसों | पर्सि | পরশু | پرسوں
`

// besideWeekday may stand beside the name of a day of the week.
const besideWeekday = `
x: last | past | this | next | lalu | lepas | depan | الماضي | الماضية | القادم | dernier | prochain | pasado | passada | passado | proximo | прошлый | прошлую | прошлое | прошлой
x: ที่แล้ว | ที่ผ่านมา | နေ့က | पिछले | गत | গত | پچھلے | iliyopita | nakaraang | noong`

// agoWords say in which direction a span of time goes from today.
const agoWords = `
-: ago | before | back | 前 | 以前 | 之前 | 전 | まえ | قبل | منذ | من | truoc | cach day | lalu | yang lalu | yg lalu | silam | yang silam | lampau | lepas | yang lepas | ก่อน | ที่แล้ว | ที่ผ่านมา | มาแล้ว | က | လောက်က | လွန်ခဲ့တဲ့ | လွန်ခဲ့သော | အရင်က | မုန | មុន | ກ່ອນ | ແລ້ວ | पहले | पूर्व | আগে | پہلے | अघि | अगाडि | முன்பு | முன் | క్రితం | පෙර | කට පෙර | iliyopita | zilizopita | uliopita | yaliyopita | በፊት | nakaraan | nakalipas | hace | ha | atras | il y a | назад | тому
+: in | later | from now | after | 后 | 後 | 以后 | 之后 | 후 | بعد | nua | lagi | อีก | ទៀត | ອີກ | बाद | পরে | بعد میں | baadaye | sa loob ng | dans | dentro de | daqui a | через
`

// spanUnits are units of time. Hours and minutes leave the day as it is.
const spanUnits = `
h: hour | hours | hr | hrs | h | minute | minutes | min | mins | 小时 | 小時 | 个小时 | 個小時 | 分钟 | 分鐘 | 時間 | 시간 | 분 | ساعة | ساعات | دقيقة | دقائق | gio | tieng | tieng dong ho | phut | jam | menit | minit | ชั่วโมง | ชม | นาที | နာရီ | မိနစ် | ម៉ោង | នាទី | ຊົ່ວໂມງ | ນາທີ | घंटे | घंटा | मिनट | ঘণ্টা | ঘন্টা | মিনিট | گھنٹے | گھنٹہ | मिनेट | घण्टा | மணி | గంటల | గంటలు | පැය | saa | dakika | oras | minuto | ሰዓት | ደቂቃ | heure | heures | minutes | hora | horas | minutos | час | часа | часов | минут
d: day | days | 天 | 日 | 일 | يوم | أيام | ايام | ngay | hom | hari | วัน | ရက် | ថ្ងៃ | ມື້ | ວັນ | दिन | दिनों | দিন | دن | दिनको | நாட்கள் | நாட்களுக்கு | நாள் | నాళ్ళ | రోజుల | రోజులు | රోజు | දින | දවස් | දින | siku | ቀን | ቀናት | araw | jour | jours | dia | dias | день | дня | дней
w: week | weeks | wk | wks | 周 | 週 | 星期 | 个星期 | 個星期 | 礼拜 | 个礼拜 | 禮拜 | 週間 | 주 | 주일 | أسبوع | أسابيع | اسابيع | tuan | minggu | pekan | สัปดาห์ | อาทิตย์ | ပတ် | အပတ် | សប្តាហ៍ | អាទិត្យ | ອາທິດ | हफ्ते | हफ़्ते | हफ्ता | सप्ताह | সপ্তাহ | ہفتے | ہفتہ | हप्ता | வாரம் | வாரங்கள் | வாரங்களுக்கு | వారాల | వారాలు | සති | wiki | ሳምንት | ሳምንታት | linggo | semaine | semaines | semana | semanas | неделю | недели | недель
m: month | months | 个月 | 個月 | か月 | ヶ月 | 개월 | 달 | شهر | أشهر | اشهر | شهور | thang | bulan | เดือน | လ | ខែ | ເດືອນ | महीने | महीना | माह | মাস | مہینے | مہینہ | महिना | மாதம் | மாதங்கள் | மாதங்களுக்கு | నెలల | నెలలు | මාස | mwezi | miezi | ወር | ወራት | buwan | mois | mes | meses | месяц | месяца | месяцев
y: year | years | yr | yrs | 年 | 년 | سنة | سنوات | سنين | عام | أعوام | nam | tahun | ปี | နှစ် | ឆ្នាំ | ປີ | साल | वर्ष | বছর | سال | ஆண்டு | ஆண்டுகள் | సంవత్సరాల | අවුරුදු | mwaka | miaka | ዓመት | ዓመታት | taon | an | ans | annee | ano | anos | год | года | лет
`

// spanNumbers are small numbers written as words, where people often do so.
const spanNumbers = `
1: a | an | one | satu | mot | un | une | uno | una | um | uma | moja | isang | isa | واحد | एक | এক | ایک
2: two | couple | dua | hai | deux | dos | dois | mbili | dalawang | dalawa | اثنين | दो | দুই | دو
3: three | tiga | ba | trois | tres | tatu | tatlong | ثلاث | ثلاثة | तीन | তিন | تین
4: four | empat | bon | quatre | cuatro | quatro | nne | apat | أربع | أربعة | चार | চার | چار
5: five | lima | cinq | cinco | tano | خمس | خمسة | पांच | पाँच | পাঁচ | پانچ
6: six | enam | sau | seis | sita | anim | ست | ستة | छह | ছয় | چھ
7: seven | tujuh | bay | sept | siete | sete | saba | pito | سبع | سبعة | सात | সাত | سات
8: eight | delapan | tam | huit | ocho | oito | nane | walo | ثماني | ثمانية | आठ | আট | آٹھ
9: nine | sembilan | chin | neuf | nueve | nove | tisa | siyam | تسع | تسعة | नौ | নয় | نو
10: ten | sepuluh | muoi | dix | diez | dez | kumi | sampu | عشر | عشرة | दस | দশ | دس
`
