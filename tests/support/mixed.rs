//! An article that mixes scripts, as technical texts do: Latin words with clitics, numbers, brackets,
//! quotes and addresses in Arabic, and Arabic words in English.

pub const ENGLISH: &str = "\
# A manual in two languages (version 2.0.1)

In May 2024 Nadia's group moved its manual, about 1,250 pages, to GitHub. \
\"Nobody opens a PDF twice,\" she said, \"but everybody opens a page that loads.\"

The first file was README.md, and it linked to https://desk.example/docs?lang=ar&page=3. \
Visitors from 12 countries (most of them from Egypt and Morocco) asked for an Arabic version.

Translators met the word كتاب (book) in 87 places, and the phrase «صندوق الأدوات» in only four. \
HuffPost and the BBC wrote about the project [see chapter 3].

How much did it cost? The server needs 45.5% less power than the old one, between 10 and 12 watts. \
One of the volunteers draws the figures by hand on Fridays.

Questions go to help@desk.example or to the forum; answers come within 24 hours.
";

pub const ARABIC: &str = "\
# دليل بلغتين (الإصدار 2.0.1)

في مايو 2024 نقلت مجموعة نادية دليلها، وهو نحو ١٬٢٥٠ صفحة، إلى GitHub. \
قالت: «لا أحد يفتح ملف PDF مرتين، لكن الجميع يفتحون صفحة تُحمَّل سريعاً».

كان الملف الأول README.md، وفيه رابط إلى https://desk.example/docs?lang=ar&page=3. \
وطلب زوار من 12 بلداً (معظمهم من مصر والمغرب) نسخة عربية.

وجد المترجمون كلمة «كتاب» (book) في 87 موضعاً، وعبارة \"صندوق الأدوات\" في أربعة فقط. \
وكتبت الـBBC عن المشروع كما كُتب عنه لـHuffPost [انظر الفصل 3].

كم كلّف ذلك؟ يحتاج الخادم إلى طاقة أقل بنسبة ٤٥٫٥٪ من القديم، بين 10 و12 واطاً.

تُرسل الأسئلة إلى help@desk.example أو إلى المنتدى؛ وتأتي الأجوبة خلال 24 ساعة. \
GitHub هو المكان الذي تُحفظ فيه كل النسخ.
";
