package print

import (
	"fmt"
	"time"

	"safeharbour/bot/paper"
)

const (
	wallet = "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE"
	hash   = "0x8f2c1e7ad03b5c6490ee12ab34cd56ef7890a1b2c3d4e5f60718293a4b5c6d7e"
	site   = "https://trade.example-invest.com/member/login?ref=88231&next=%2Fwallet%2Fdeposit%2Fusdt"
)

// words are what one paper says in a language. The content is invented.
type words struct {
	lang, title, draft, date, page             string
	nature, heading, reason, note              string
	act, means, purpose                        string
	acts, meanings, purposes, requests         []string
	code, nationality, needs, need, pay, thing string
	nation                                     string
}

// samples are papers in ten languages. Each has long lines, numbers among its letters and whatever its script finds hard.
var samples = []words{
	{
		lang: "en", title: "Request for screening as a presumed victim of trafficking", draft: "Draft. Translated by a machine, not yet checked by a person.",
		date: "3 March 2026", page: "page %d of %d",
		nature:  "Prepared from answers to a questionnaire. Not a statement, confession, testimony or complaint; not signed; not tested for truth.",
		heading: "What was done to the person", reason: "Consent makes no difference where such means are used (Palermo Protocol, article 3(b)). A person who was made to break a rule should not be punished for it.",
		act: "Act", acts: []string{"Reports being offered office work in Thailand by an online agent, and being taken to another place (about May 2025)."},
		means: "Means", meanings: []string{"Reports that the people in control took the passport.", "Reports guarded doors, and threats to be sold.", "Reports being beaten, and being told to pay 4,500 USD before leaving."},
		purpose: "Purpose", purposes: []string{"Reports having to work out of fear, 16 hours a day, with no pay received."},
		requests: []string{"Screening by a trained officer before any charge, statement or removal.", "An interpreter and a lawyer.", "Medical care for an untreated injury."},
		note:     "Absence of an answer means nothing. Fear and injury affect order and detail. Further questions through the lawyer. Not for publication.",
		code:     "Case", nationality: "Nationality", nation: "Kenya", needs: "Needs", need: "Swahili interpreter; doctor (untreated injury)", pay: "Paid to", thing: "Website",
	},
	{
		lang: "zh-Hans", title: "请求作为疑似人口贩运受害者接受甄别", draft: "草稿。由机器翻译，尚未经人工审核。",
		date: "2026年3月3日", page: "第 %d 页，共 %d 页",
		nature:  "本文件根据问卷回答整理而成。它不是陈述、供认、证词或投诉；没有签名；内容的真实性未经核实。“非惩罚原则”的依据见下文。",
		heading: "当事人遭遇了什么", reason: "凡使用此类手段的，受害人同意与否并不相关（《巴勒莫议定书》第3条(b)项）。被迫违反规定的人不应因此受到处罚，也不应在甄别之前被起诉、录取口供或者遣返。",
		act: "行为", acts: []string{"据称，网上中介以泰国的办公室工作为名招募，随后被带到另一个地方（约2025年5月）。"},
		means: "手段", meanings: []string{"据称，控制者拿走了护照。", "据称，门口有人看守，并受到被转卖的威胁。", "据称遭到殴打，并被告知须支付4,500美元才能离开。"},
		purpose: "目的", purposes: []string{"据称因害怕而被迫工作，每天16小时，没有得到报酬。"},
		requests: []string{"在起诉、录口供或遣返之前，由受过培训的人员进行甄别。", "提供翻译和律师。", "为未经治疗的伤情提供医疗。"},
		note:     "没有回答不代表任何含义。恐惧和伤痛会影响叙述的顺序与细节。后续问题请通过律师提出。请勿公开。",
		code:     "案件", nationality: "国籍", nation: "肯尼亚", needs: "需要", need: "斯瓦希里语翻译；医生（伤情未治疗）", pay: "付款至", thing: "网站",
	},
	{
		lang: "ar", title: "طلب فحص بصفة ضحية مفترضة للاتجار بالأشخاص", draft: "مسودة. ترجمة آلية لم يراجعها إنسان بعد.",
		date: "٣ مارس 2026", page: "صفحة %d من %d",
		nature:  "أُعدّت هذه الورقة من إجابات على استبيان. ليست إفادة ولا اعترافًا ولا شهادة ولا شكوى؛ غير موقّعة؛ ولم يُتحقّق من صحتها.",
		heading: "ما الذي حدث للشخص", reason: "لا أثر للموافقة حين تُستخدم هذه الوسائل (بروتوكول باليرمو، المادة 3 (ب)). ولا ينبغي معاقبة من أُجبر على مخالفة قاعدة، ويمكن الاتصال على الرقم +855 23 123 456 أو عبر Telegram في أي وقت.",
		act: "الفعل", acts: []string{"يفيد بأن وسيطًا عبر الإنترنت عرض عليه عملًا مكتبيًا في تايلاند، ثم أُخذ إلى مكان آخر (نحو مايو 2025)."},
		means: "الوسائل", meanings: []string{"يفيد بأن المسيطرين أخذوا جواز السفر.", "يفيد بوجود أبواب محروسة وتهديدات بالبيع.", "يفيد بتعرضه للضرب ومطالبته بدفع 4,500 USD قبل المغادرة."},
		purpose: "الغرض", purposes: []string{"يفيد بأنه اضطر إلى العمل خوفًا، 16 ساعة في اليوم، دون أجر."},
		requests: []string{"فحص يجريه موظف مدرَّب قبل أي تهمة أو إفادة أو ترحيل.", "مترجم ومحامٍ.", "رعاية طبية لإصابة لم تُعالج."},
		note:     "غياب الإجابة لا يعني شيئًا. يؤثر الخوف والإصابة في الترتيب والتفاصيل. تُطرح الأسئلة الأخرى عن طريق المحامي. ليس للنشر.",
		code:     "الحالة", nationality: "الجنسية", nation: "كينيا", needs: "يحتاج إلى", need: "مترجم سواحيلي؛ طبيب (إصابة لم تُعالج)", pay: "دُفع إلى", thing: "الموقع",
	},
	{
		lang: "vi", title: "Đề nghị sàng lọc với tư cách người được cho là nạn nhân bị mua bán", draft: "Bản nháp. Máy dịch, chưa có người kiểm tra.",
		date: "ngày 3 tháng 3 năm 2026", page: "trang %d trên %d",
		nature:  "Được lập từ các câu trả lời trong bảng hỏi. Không phải lời khai, lời thú tội, lời chứng hay đơn tố cáo; không có chữ ký; chưa được kiểm chứng.",
		heading: "Những gì đã xảy ra với người này", reason: "Sự đồng ý không có ý nghĩa khi những thủ đoạn như vậy được sử dụng (Nghị định thư Palermo, điều 3(b)). Người bị buộc phải vi phạm quy định không nên bị trừng phạt vì điều đó.",
		act: "Hành vi", acts: []string{"Cho biết được một người môi giới trên mạng mời làm việc văn phòng ở Thái Lan, rồi bị đưa đến nơi khác (khoảng tháng 5 năm 2025)."},
		means: "Thủ đoạn", meanings: []string{"Cho biết những người kiểm soát đã giữ hộ chiếu.", "Cho biết cửa có người canh, và bị dọa bán đi.", "Cho biết bị đánh, và bị bắt trả 4.500 USD trước khi rời đi."},
		purpose: "Mục đích", purposes: []string{"Cho biết phải làm việc vì sợ hãi, 16 giờ mỗi ngày, không được trả công."},
		requests: []string{"Được cán bộ có chuyên môn sàng lọc trước khi buộc tội, lấy lời khai hay trục xuất.", "Phiên dịch và luật sư.", "Chăm sóc y tế cho vết thương chưa được chữa."},
		note:     "Không trả lời không có nghĩa gì cả. Nỗi sợ và thương tích ảnh hưởng đến trình tự và chi tiết. Câu hỏi thêm xin gửi qua luật sư. Không công bố.",
		code:     "Hồ sơ", nationality: "Quốc tịch", nation: "Kenya", needs: "Cần", need: "phiên dịch tiếng Swahili; bác sĩ (vết thương chưa chữa)", pay: "Đã trả cho", thing: "Trang web",
	},
	{
		lang: "id", title: "Permohonan penapisan sebagai terduga korban perdagangan orang", draft: "Draf. Diterjemahkan mesin, belum diperiksa orang.",
		date: "3 Maret 2026", page: "halaman %d dari %d",
		nature:  "Disusun dari jawaban atas kuesioner. Bukan keterangan, pengakuan, kesaksian atau pengaduan; tidak ditandatangani; belum diuji kebenarannya.",
		heading: "Apa yang dilakukan terhadap orang ini", reason: "Persetujuan tidak berpengaruh bila cara-cara seperti itu digunakan (Protokol Palermo, pasal 3(b)). Orang yang dipaksa melanggar aturan tidak seharusnya dihukum karenanya.",
		act: "Perbuatan", acts: []string{"Melaporkan ditawari pekerjaan kantor di Thailand oleh agen daring, lalu dibawa ke tempat lain (sekitar Mei 2025)."},
		means: "Cara", meanings: []string{"Melaporkan bahwa para pengendali mengambil paspor.", "Melaporkan pintu dijaga dan ancaman akan dijual.", "Melaporkan dipukuli, dan disuruh membayar 4.500 USD sebelum pergi."},
		purpose: "Tujuan", purposes: []string{"Melaporkan harus bekerja karena takut, 16 jam sehari, tanpa menerima upah."},
		requests: []string{"Penapisan oleh petugas terlatih sebelum tuntutan, keterangan atau pemulangan apa pun.", "Juru bahasa dan pengacara.", "Perawatan medis untuk cedera yang belum diobati."},
		note:     "Tidak adanya jawaban tidak berarti apa-apa. Rasa takut dan cedera memengaruhi urutan dan rincian. Pertanyaan lanjutan melalui pengacara.",
		code:     "Kasus", nationality: "Kewarganegaraan", nation: "Kenya", needs: "Membutuhkan", need: "juru bahasa Swahili; dokter (cedera belum diobati)", pay: "Dibayar kepada", thing: "Situs web",
	},
	{
		lang: "hi", title: "मानव तस्करी के संभावित पीड़ित के रूप में जाँच का अनुरोध", draft: "मसौदा। मशीन द्वारा अनुवादित, अभी किसी व्यक्ति ने जाँचा नहीं है।",
		date: "3 मार्च 2026", page: "पृष्ठ %d / %d",
		nature:  "यह प्रश्नावली के उत्तरों से तैयार किया गया है। यह बयान, स्वीकारोक्ति, गवाही या शिकायत नहीं है; हस्ताक्षरित नहीं है; इसकी सच्चाई की जाँच नहीं हुई है।",
		heading: "व्यक्ति के साथ क्या किया गया", reason: "जहाँ ऐसे साधनों का प्रयोग होता है वहाँ सहमति का कोई अर्थ नहीं है (पालेर्मो प्रोटोकॉल, अनुच्छेद 3(b))। जिस व्यक्ति को नियम तोड़ने के लिए मजबूर किया गया, उसे इसके लिए दंडित नहीं किया जाना चाहिए।",
		act: "कृत्य", acts: []string{"बताते हैं कि एक ऑनलाइन एजेंट ने थाईलैंड में दफ़्तर के काम का प्रस्ताव दिया, और फिर दूसरी जगह ले जाया गया (लगभग मई 2025)।"},
		means: "साधन", meanings: []string{"बताते हैं कि नियंत्रण करने वाले लोगों ने पासपोर्ट ले लिया।", "बताते हैं कि दरवाज़ों पर पहरा था और बेचे जाने की धमकियाँ मिलीं।", "बताते हैं कि उन्हें पीटा गया और जाने से पहले 4,500 USD देने को कहा गया।"},
		purpose: "उद्देश्य", purposes: []string{"बताते हैं कि डर के कारण प्रतिदिन 16 घंटे काम करना पड़ा, और कोई वेतन नहीं मिला।"},
		requests: []string{"किसी भी आरोप, बयान या निष्कासन से पहले प्रशिक्षित अधिकारी द्वारा जाँच।", "दुभाषिया और वकील।", "बिना इलाज की चोट के लिए चिकित्सा।"},
		note:     "उत्तर न होने का कोई अर्थ नहीं है। भय और चोट क्रम और विवरण को प्रभावित करते हैं। आगे के प्रश्न वकील के माध्यम से।",
		code:     "मामला", nationality: "राष्ट्रीयता", nation: "केन्या", needs: "आवश्यकता", need: "स्वाहिली दुभाषिया; डॉक्टर (क्षति का उपचार नहीं)", pay: "भुगतान किया", thing: "वेबसाइट",
	},
	{
		lang: "th", title: "คำขอให้คัดกรองในฐานะผู้ที่เชื่อว่าเป็นผู้เสียหายจากการค้ามนุษย์", draft: "ฉบับร่าง แปลด้วยเครื่อง ยังไม่มีผู้ตรวจทาน",
		date: "3 มีนาคม 2026", page: "หน้า %d จาก %d",
		nature:  "เอกสารนี้จัดทำจากคำตอบในแบบสอบถาม ไม่ใช่คำให้การ คำสารภาพ พยานหลักฐาน หรือคำร้องทุกข์ ไม่มีการลงนาม และยังไม่ได้ตรวจสอบความถูกต้อง",
		heading: "สิ่งที่เกิดขึ้นกับบุคคลนี้", reason: "ความยินยอมไม่มีผลเมื่อมีการใช้วิธีการเช่นนี้ (พิธีสารปาแลร์โม ข้อ 3(b)) ผู้ที่ถูกบังคับให้ฝ่าฝืนกฎไม่ควรถูกลงโทษเพราะการกระทำนั้น น้ำดื่มและที่พักควรได้รับโดยไม่มีเงื่อนไขใดๆทั้งสิ้นตลอดเวลาที่รอการคัดกรองจากเจ้าหน้าที่",
		act: "การกระทำ", acts: []string{"แจ้งว่านายหน้าทางออนไลน์เสนองานสำนักงานในประเทศไทย แล้วถูกพาไปยังสถานที่อื่น (ประมาณพฤษภาคม 2025)"},
		means: "วิธีการ", meanings: []string{"แจ้งว่าผู้ควบคุมยึดหนังสือเดินทาง", "แจ้งว่ามีคนเฝ้าประตูและถูกขู่ว่าจะถูกขาย", "แจ้งว่าถูกทำร้ายร่างกาย และถูกบอกให้จ่าย 4,500 USD ก่อนออกไป"},
		purpose: "วัตถุประสงค์", purposes: []string{"แจ้งว่าต้องทำงานเพราะความกลัว วันละ 16 ชั่วโมง โดยไม่ได้รับค่าจ้าง"},
		requests: []string{"การคัดกรองโดยเจ้าหน้าที่ที่ผ่านการอบรมก่อนการตั้งข้อหา การให้ปากคำ หรือการส่งกลับ", "ล่ามและทนายความ", "การรักษาพยาบาลสำหรับอาการบาดเจ็บที่ยังไม่ได้รักษา"},
		note:     "การไม่มีคำตอบไม่ได้หมายความอย่างใด ความกลัวและการบาดเจ็บมีผลต่อลำดับและรายละเอียด คำถามเพิ่มเติมให้ถามผ่านทนายความ",
		code:     "คดี", nationality: "สัญชาติ", nation: "เคนยา", needs: "ต้องการ", need: "ล่ามภาษาสวาฮีลี แพทย์ (บาดเจ็บยังไม่ได้รักษา)", pay: "จ่ายให้", thing: "เว็บไซต์",
	},
	{
		lang: "my", title: "လူကုန်ကူးခံရသူဟု ယူဆရသူအဖြစ် စိစစ်ပေးရန် တောင်းဆိုချက်", draft: "မူကြမ်း။ စက်ဖြင့် ဘာသာပြန်ထားပြီး လူက မစစ်ဆေးရသေးပါ။",
		date: "၂၀၂၆ ခုနှစ် မတ်လ ၃ ရက်", page: "စာမျက်နှာ %d / %d",
		nature:  "မေးခွန်းလွှာ၏ အဖြေများမှ ပြင်ဆင်ထားပါသည်။ ထွက်ဆိုချက်၊ ဝန်ခံချက်၊ သက်သေခံချက် သို့မဟုတ် တိုင်ကြားချက် မဟုတ်ပါ။ လက်မှတ်ရေးထိုးထားခြင်း မရှိပါ။ မှန်ကန်မှုကို စစ်ဆေးထားခြင်း မရှိပါ။",
		heading: "ထိုသူအပေါ် ပြုလုပ်ခဲ့သည့်အရာများ", reason: "ဤကဲ့သို့သောနည်းလမ်းများကိုအသုံးပြုသည့်အခါသဘောတူညီမှုသည်အရေးမပါပါ (ပါလာမိုပရိုတိုကော၊ အပိုဒ် 3(b))။ စည်းကမ်းချိုးဖောက်ရန် အတင်းအကျပ်ခိုင်းစေခံရသူကို ထိုအတွက် အပြစ်မပေးသင့်ပါ။ ကျွန်ုပ်တို့သည် ကြောက်ရွံ့နေသူများကို ကူညီပါသည်။",
		act: "လုပ်ရပ်", acts: []string{"အွန်လိုင်းအေးဂျင့်တစ်ဦးက ထိုင်းနိုင်ငံတွင် ရုံးအလုပ်ကမ်းလှမ်းပြီး အခြားနေရာသို့ ခေါ်ဆောင်သွားခဲ့ကြောင်း ပြောပါသည် (၂၀၂၅ မေလခန့်)။"},
		means: "နည်းလမ်း", meanings: []string{"ထိန်းချုပ်ထားသူများက နိုင်ငံကူးလက်မှတ်ကို ယူထားကြောင်း ပြောပါသည်။", "တံခါးများကို စောင့်ကြပ်ထားပြီး ရောင်းစားမည်ဟု ခြိမ်းခြောက်ကြောင်း ပြောပါသည်။", "ရိုက်နှက်ခံရပြီး မထွက်ခွာမီ 4,500 USD ပေးရန် ပြောခံရကြောင်း ပြောပါသည်။"},
		purpose: "ရည်ရွယ်ချက်", purposes: []string{"ကြောက်ရွံ့မှုကြောင့် တစ်နေ့ 16 နာရီ အလုပ်လုပ်ခဲ့ရပြီး လုပ်ခမရရှိကြောင်း ပြောပါသည်။"},
		requests: []string{"စွဲချက်တင်ခြင်း၊ ထွက်ဆိုခြင်း သို့မဟုတ် ပြန်ပို့ခြင်းမပြုမီ လေ့ကျင့်ထားသော အရာရှိက စိစစ်ပေးရန်။", "စကားပြန်နှင့် ရှေ့နေ။", "မကုသရသေးသော ဒဏ်ရာအတွက် ဆေးကုသမှု။"},
		note:     "အဖြေမရှိခြင်းသည် မည်သည့်အဓိပ္ပာယ်မျှ မရှိပါ။ ကြောက်ရွံ့မှုနှင့် ဒဏ်ရာသည် အစဉ်နှင့် အသေးစိတ်ကို ထိခိုက်စေပါသည်။",
		code:     "အမှု", nationality: "နိုင်ငံသား", nation: "ကင်ညာ", needs: "လိုအပ်ချက်", need: "ဆွာဟီလီ စကားပြန်၊ ဆရာဝန် (မကုသရသေးသော ဒဏ်ရာ)", pay: "ပေးခဲ့သည့်နေရာ", thing: "ဝက်ဘ်ဆိုက်",
	},
	{
		lang: "km", title: "សំណើសុំពិនិត្យសម្គាល់ជាជនដែលសន្មតថារងគ្រោះដោយការជួញដូរមនុស្ស", draft: "សេចក្តីព្រាង។ បកប្រែដោយម៉ាស៊ីន មិនទាន់មានមនុស្សពិនិត្យនៅឡើយ។",
		date: "ថ្ងៃទី៣ ខែមីនា ឆ្នាំ២០២៦", page: "ទំព័រ %d នៃ %d",
		nature:  "ឯកសារនេះរៀបចំពីចម្លើយក្នុងកម្រងសំណួរ។ វាមិនមែនជាសេចក្តីថ្លែងការណ៍ ការសារភាព សក្ខីកម្ម ឬពាក្យបណ្តឹងឡើយ មិនបានចុះហត្ថលេខា និងមិនទាន់បានផ្ទៀងផ្ទាត់ការពិត។",
		heading: "អ្វីដែលបានកើតឡើងចំពោះបុគ្គលនេះ", reason: "ការយល់ព្រមមិនមានសារៈសំខាន់ទេនៅពេលដែលមធ្យោបាយបែបនេះត្រូវបានប្រើប្រាស់ (ពិធីសារប៉ាឡែម៉ូ មាត្រា 3(b))។ បុគ្គលដែលត្រូវបានបង្ខំឱ្យបំពានច្បាប់មិនគួរត្រូវបានដាក់ទណ្ឌកម្មឡើយ។ ខ្ញុំត្រូវការជំនួយ។",
		act: "អំពើ", acts: []string{"រាយការណ៍ថាភ្នាក់ងារតាមអនឡាញបានផ្តល់ការងារការិយាល័យនៅប្រទេសថៃ ហើយត្រូវបាននាំទៅកន្លែងផ្សេង (ប្រហែលខែឧសភា 2025)។"},
		means: "មធ្យោបាយ", meanings: []string{"រាយការណ៍ថាអ្នកគ្រប់គ្រងបានយកលិខិតឆ្លងដែន។", "រាយការណ៍ថាមានអ្នកយាមទ្វារ និងការគំរាមលក់។", "រាយការណ៍ថាត្រូវបានវាយដំ និងឱ្យបង់ 4,500 USD មុនពេលចាកចេញ។"},
		purpose: "គោលបំណង", purposes: []string{"រាយការណ៍ថាត្រូវធ្វើការដោយការភ័យខ្លាច 16 ម៉ោងក្នុងមួយថ្ងៃ ដោយមិនបានទទួលប្រាក់ឈ្នួល។"},
		requests: []string{"ការពិនិត្យសម្គាល់ដោយមន្ត្រីដែលបានបណ្តុះបណ្តាលមុនការចោទប្រកាន់ ការធ្វើសក្ខីកម្ម ឬការបញ្ជូនត្រឡប់។", "អ្នកបកប្រែ និងមេធាវី។", "ការថែទាំវេជ្ជសាស្ត្រសម្រាប់របួសដែលមិនទាន់ព្យាបាល។"},
		note:     "ការគ្មានចម្លើយមិនមានន័យអ្វីទេ។ ការភ័យខ្លាច និងរបួសប៉ះពាល់ដល់លំដាប់ និងព័ត៌មានលម្អិត។ សំណួរបន្ថែមតាមរយៈមេធាវី។",
		code:     "សំណុំរឿង", nationality: "សញ្ជាតិ", nation: "កេនយ៉ា", needs: "ត្រូវការ", need: "អ្នកបកប្រែភាសាស្វាហ៊ីលី វេជ្ជបណ្ឌិត", pay: "បានបង់ទៅ", thing: "គេហទំព័រ",
	},
	{
		lang: "lo", title: "ຄຳຮ້ອງຂໍໃຫ້ກວດຄັດກອງໃນຖານະຜູ້ທີ່ສັນນິຖານວ່າຖືກເຄາະຮ້າຍຈາກການຄ້າມະນຸດ", draft: "ສະບັບຮ່າງ. ແປດ້ວຍເຄື່ອງ, ຍັງບໍ່ມີຄົນກວດ.",
		date: "3 ມີນາ 2026", page: "ໜ້າ %d ຈາກ %d",
		nature:  "ເອກະສານນີ້ກະກຽມຈາກຄຳຕອບໃນແບບສອບຖາມ. ບໍ່ແມ່ນຄຳໃຫ້ການ, ຄຳສາລະພາບ, ຄຳພະຍານ ຫຼື ຄຳຮ້ອງທຸກ; ບໍ່ມີລາຍເຊັນ; ຍັງບໍ່ໄດ້ກວດສອບຄວາມຈິງ.",
		heading: "ສິ່ງທີ່ເກີດຂຶ້ນກັບຜູ້ກ່ຽວ", reason: "ການຍິນຍອມບໍ່ມີຜົນເມື່ອມີການໃຊ້ວິທີການແບບນີ້ (ອະນຸສັນຍາປາແລກໂມ, ມາດຕາ 3(b)). ຜູ້ທີ່ຖືກບັງຄັບໃຫ້ລະເມີດກົດລະບຽບບໍ່ຄວນຖືກລົງໂທດຍ້ອນການກະທຳນັ້ນແລະຄວນໄດ້ຮັບນ້ຳດື່ມທີ່ພັກແລະການປິ່ນປົວຢ່າງເໝາະສົມໃນລະຫວ່າງລໍຖ້າ.",
		act: "ການກະທຳ", acts: []string{"ແຈ້ງວ່ານາຍໜ້າທາງອອນລາຍສະເໜີວຽກຫ້ອງການຢູ່ປະເທດໄທ ແລ້ວຖືກພາໄປບ່ອນອື່ນ (ປະມານພຶດສະພາ 2025)."},
		means: "ວິທີການ", meanings: []string{"ແຈ້ງວ່າຜູ້ຄວບຄຸມຍຶດໜັງສືຜ່ານແດນ.", "ແຈ້ງວ່າມີຄົນເຝົ້າປະຕູ ແລະ ຖືກຂູ່ວ່າຈະຂາຍ.", "ແຈ້ງວ່າຖືກທຸບຕີ ແລະ ຖືກບອກໃຫ້ຈ່າຍ 4,500 USD ກ່ອນອອກໄປ."},
		purpose: "ຈຸດປະສົງ", purposes: []string{"ແຈ້ງວ່າຕ້ອງເຮັດວຽກຍ້ອນຄວາມຢ້ານ ມື້ລະ 16 ຊົ່ວໂມງ ໂດຍບໍ່ໄດ້ຮັບຄ່າແຮງ."},
		requests: []string{"ການກວດຄັດກອງໂດຍເຈົ້າໜ້າທີ່ທີ່ໄດ້ຮັບການຝຶກອົບຮົມກ່ອນການຕັ້ງຂໍ້ຫາ.", "ນາຍພາສາ ແລະ ທະນາຍຄວາມ.", "ການປິ່ນປົວບາດແຜທີ່ຍັງບໍ່ໄດ້ປິ່ນປົວ."},
		note:     "ການບໍ່ມີຄຳຕອບບໍ່ໄດ້ໝາຍຄວາມວ່າແນວໃດ. ຄວາມຢ້ານກົວ ແລະ ບາດແຜມີຜົນຕໍ່ລຳດັບ ແລະ ລາຍລະອຽດ.",
		code:     "ຄະດີ", nationality: "ສັນຊາດ", nation: "ເຄນຢາ", needs: "ຕ້ອງການ", need: "ນາຍພາສາສະວາຮິລິ; ທ່ານໝໍ", pay: "ຈ່າຍໃຫ້", thing: "ເວັບໄຊ",
	},
}

// part makes a paper of the words.
func (w words) part() paper.Part {
	return paper.Part{
		Lang: w.lang, Title: w.title, Draft: w.draft, Date: w.date,
		Page: func(page, pages int) string { return fmt.Sprintf(w.page, page, pages) },
		Blocks: []paper.Block{
			paper.Paragraph{Text: w.nature},
			paper.Rows{Rows: []paper.Row{
				{Label: w.code, Value: "river-lamp-seven", Exact: true},
				{Label: w.nationality, Value: w.nation},
				{Label: w.needs, Value: w.need},
				{Label: w.pay, Value: wallet + "\n" + hash, Exact: true},
				{Label: w.thing, Value: site, Exact: true},
			}},
			paper.Heading{Text: w.heading},
			paper.Boxes{Boxes: []paper.Box{{Title: w.act, Lines: w.acts}, {Title: w.means, Lines: w.meanings}, {Title: w.purpose, Lines: w.purposes}}},
			paper.Paragraph{Text: w.reason},
			paper.List{Lines: w.requests},
			paper.Note{Text: w.note},
		},
	}
}

var made = time.Date(2026, 3, 3, 9, 30, 0, 0, time.UTC)

func sample(langs ...string) paper.Doc {
	d := paper.Doc{Code: "river-lamp-seven", Made: made}
	for _, l := range langs {
		for _, w := range samples {
			if w.lang == l {
				d.Parts = append(d.Parts, w.part())
			}
		}
	}
	return d
}
