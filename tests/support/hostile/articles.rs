//! Articles: plain text, Markdown, web pages, and pairs of them.

use super::{Kind, numbered, repeated, root};

pub const PLAIN: Kind = Kind {
    command: "segment a.txt",
    files: |text| vec![("a.txt", text.into_bytes())],
    inputs: &[
        ("sentences", |n| repeated("The old gate was painted in 1998. Who saw it?\n", n)),
        ("arabic sentences", |n| repeated("دُهنت البوابة القديمة عام ١٩٩٨. من رآها؟\n", n)),
        ("stops", |n| repeated(".", n)),
        ("stops and spaces", |n| repeated(". ", n)),
        ("ellipses", |n| repeated("… ", n)),
        ("question marks", |n| repeated("؟!", n)),
        ("double quotes", |n| repeated("\"", n)),
        ("single quotes", |n| repeated("'a ", n)),
        ("opening quotes", |n| repeated("“a ", n)),
        ("guillemets", |n| repeated("«a. ", n)),
        ("opening brackets", |n| repeated("(", n)),
        ("closing brackets", |n| repeated("a.) ", n)),
        ("mixed brackets", |n| repeated("([{a. ", n)),
        ("one word", |n| repeated("w", n)),
        ("one arabic word", |n| repeated("ك", n)),
        ("words without spaces", |n| repeated("Gate.Wall,", n)),
        ("words on one line", |n| repeated("gate ", n)),
        ("no-break spaces", |n| repeated("gate\u{A0}", n)),
        ("combining marks", |n| format!("a{}", repeated("\u{301}", n))),
        ("vowel signs", |n| repeated("كِّ", n)),
        ("lengthened letters", |n| repeated("كـــــ", n)),
        ("abbreviations", |n| repeated("Dr. Mr. e.g. U.S. ", n)),
        ("initials", |n| repeated("A. ", n)),
        ("digits", |n| repeated("7", n)),
        ("decimals", |n| repeated("3.14.", n)),
        ("numbered items", |n| numbered(n, |i| format!("{i}. x\n"))),
        ("direction marks", |n| repeated("\u{200F}\u{202E}", n)),
        ("marked words", |n| repeated("\u{200F}a.\u{200E} ", n)),
        ("blank lines", |n| format!("One.{}Two.", repeated("\n", n))),
        ("blank carriage returns", |n| format!("One.{}Two.", repeated("\r\n", n))),
        ("lines of spaces", |n| format!("One.{}Two.", repeated("   \n", n))),
        ("short lines", |n| repeated("a\n", n)),
        ("wrapped lines", |n| {
            repeated("A line that ends before the sentence does, as old mail has it\n", n)
        }),
        ("hyphens at line ends", |n| repeated("sen-\n", n)),
        ("addresses", |n| repeated("http://a.b/c?d=e. ", n)),
        ("mail addresses", |n| repeated("a.b@c.d. ", n)),
        ("faces", |n| repeated(":) ", n)),
        ("emoji", |n| repeated("👨\u{200D}👩\u{200D}👧. ", n)),
        ("flags", |n| repeated("🇪🇬", n)),
        ("tabs", |n| repeated("a\t", n)),
        ("control characters", |n| repeated("a\u{1}", n)),
        ("private letters", |n| repeated("\u{E000}. ", n)),
    ],
};

pub const MARKDOWN: Kind = Kind {
    command: "segment a.md",
    files: |text| vec![("a.md", text.into_bytes())],
    inputs: &[
        ("paragraphs", |n| {
            repeated("A *short* paragraph with `code`, [a link](u) and more.\n\n", n)
        }),
        ("growing fences of code", |n| {
            (1..root(2 * n)).map(|ticks| format!("{}x ", "`".repeat(ticks))).collect()
        }),
        ("ticks", |n| repeated("`x ", n)),
        ("ticks of two lengths", |n| repeated("`x ``y ", n)),
        ("nested quotes", |n| repeated(">", n)),
        ("lines in deep quotes", |n| repeated(&format!("{}x\n", "> ".repeat(200)), n)),
        ("lazy lines of a quote", |n| format!("{} x\n{}", ">".repeat(1000), repeated("y z\n", n))),
        ("nested items", |n| (0..root(n)).map(|i| format!("{}- x\n", " ".repeat(2 * i))).collect()),
        ("items", |n| repeated("- x\n", n)),
        ("items in one line", |n| repeated("- ", n)),
        ("quoted items in one line", |n| repeated("> - ", n)),
        ("stars", |n| repeated("*a **b ", n)),
        ("underscores", |n| repeated("_a __b ", n)),
        ("tildes", |n| repeated("~~a ~b ", n)),
        ("brackets", |n| repeated("[", n)),
        ("pictures", |n| repeated("![", n)),
        ("links that do not end", |n| repeated("[a](b ", n)),
        ("references", |n| repeated("[a][b] ", n)),
        ("definitions", |n| numbered(n, |i| format!("[a{i}]: u\n"))),
        ("uses of a definition", |n| format!("[a]: u\n\n{}", repeated("[a] ", n))),
        ("rows", |n| format!("|a|b|\n|-|-|\n{}", repeated("|x|y|\n", n))),
        ("columns", |n| format!("|{}\n|{}\n|x|\n", "a|".repeat(n / 4 + 1), "-|".repeat(n / 4 + 1))),
        ("columns and short rows", |n| {
            let wide = root(n);
            format!("|{}\n|{}\n{}", "a|".repeat(wide), "-|".repeat(wide), "|x|\n".repeat(wide))
        }),
        ("footnotes", |n| numbered(n, |i| format!("[^{i}]: x\n\n"))),
        ("uses of a footnote", |n| format!("{}\n\n[^1]: x", repeated("a[^1] ", n))),
        ("ampersands", |n| repeated("&a", n)),
        ("backslashes", |n| repeated("\\", n)),
        ("tags that do not end", |n| repeated("<a ", n)),
        ("quoted attributes that do not end", |n| repeated("<a \"", n)),
        ("lines of open attributes", |n| repeated("\n<a \"", n)),
        ("open attributes in a block", |n| format!("<div>\n{}", repeated("<a \"", n))),
        ("open braces in a block", |n| format!("<div>\n{}", repeated("<a {{\"", n))),
        ("comments that do not end", |n| repeated("<!-- x", n)),
        ("instructions", |n| repeated("<?x ", n)),
        ("character data", |n| repeated("<![CDATA[ ", n)),
        ("declarations", |n| repeated("<!A ", n)),
        ("blocks of HTML", |n| repeated("<div>\nx\n</div>\n\n", n)),
        ("nested blocks of HTML", |n| repeated("<div>\n\n", n)),
        ("tags in a block", |n| format!("<div>\n{}", repeated("<b>x", n))),
        ("open addresses", |n| repeated("<http://a", n)),
        ("a heading of many lines", |n| format!("{}===\n", repeated("a\n", n))),
        ("fences", |n| repeated("```\nx\n", n)),
        ("fences that do not end", |n| repeated("~~~~x\n", n)),
        ("headings", |n| repeated("# x {#a .b c=d}\n", n)),
        ("front matter", |n| format!("---\n{}", repeated("a: b\n", n))),
    ],
};

pub const HTML: Kind = Kind {
    command: "segment a.html",
    files: |text| vec![("a.html", text.into_bytes())],
    inputs: &[
        ("paragraphs", |n| repeated("<p>A plain sentence of a page, with some words. </p>", n)),
        ("paragraphs in deep boxes", |n| {
            format!("{}{}", "<div>".repeat(900), repeated("<p>text one. </p>", n))
        }),
        ("boxes that do not end", |n| repeated("<div>", n)),
        ("ends of nothing", |n| repeated("<div></span></p></i>", n)),
        ("an empty comment", |n| format!("<!-->{}", repeated("<div>x", n))),
        ("fonts that differ", |n| numbered(n, |i| format!("<font size={i}>"))),
        ("open letters before others", |n| {
            let open: String = (0..800).map(|i| format!("<b a{i}=1>")).collect();
            format!("{open}{}", repeated("<b></b>", n))
        }),
        ("attributes", |n| format!("<p {}>x", numbered(n, |i| format!("a{i} ")))),
        ("attributes of the body", |n| numbered(n, |i| format!("<body a{i}=1>"))),
        ("links across boxes", |n| repeated("<a><p><b><div></a></b>x</p>", n)),
        ("letters across paragraphs", |n| format!("<b><p>{}", repeated("<i><p>x</i>", n))),
        ("text between rows", |n| repeated("<table><b>x<tr>y", n)),
        ("text in a table", |n| format!("<table>{}", repeated("x <b>", n))),
        ("choices", |n| format!("<select>{}", repeated("<option>x", n))),
        ("a drawing", |n| format!("<svg>{}", repeated("<g/><path d=\"M0 0 1 1\"/>", n))),
        ("a deep drawing", |n| format!("<svg>{}", repeated("<g>", n))),
        ("templates", |n| repeated("<template>", n)),
        ("nested articles", |n| {
            format!("{}{}", "<article>".repeat(900), repeated("word word. <br>", n))
        }),
        ("articles", |n| repeated("<article><p>word word, word.</p></article>", n)),
        ("heads in deep boxes", |n| {
            format!("{}{}", "<div>".repeat(900), repeated("<header>x</header>", n))
        }),
        ("line ends", |n| repeated("x<br>", n)),
        ("empty lines", |n| format!("{}text", repeated("<br>", n))),
        ("headings", |n| repeated("<h1>a head</h1>", n)),
        ("boxes in boxes", |n| repeated("<div>a, b, c<div>d, e, f</div></div>", n)),
        ("deep spans", |n| {
            let (open, close) = ("<span>".repeat(90), "</span>".repeat(90));
            repeated(&format!("<p>{open}long text, with commas{close}</p>"), n)
        }),
        ("links", |n| repeated("<li><a href=\"#\">link</a></li>", n)),
        ("pictures", |n| repeated("<img><noscript><img src=a></noscript>", n)),
        ("data about the page", |n| {
            format!(
                "<script type=\"application/ld+json\">{}</script><p>text of it",
                repeated("[", n)
            )
        }),
        ("a long title", |n| format!("<title>{}</title><p>text of it", repeated("a | b - ", n))),
        ("names of the page", |n| {
            format!("{}<p>text of it", repeated("<meta property=\"og:title\" content=\"x\">", n))
        }),
        ("angles", |n| repeated("<", n)),
        ("ampersands", |n| repeated("&amp", n)),
        ("scripts in comments", |n| format!("<script>{}", repeated("<!--<script>", n))),
        ("words", |n| repeated("word ", n)),
        ("one word", |n| repeated("w", n)),
        ("deep lists", |n| format!("{}{}", "<ul><li>".repeat(400), repeated("x<li>", n))),
        ("buttons", |n| repeated("<button><p>x", n)),
        ("tables in tables", |n| repeated("<table><tr><td>", n)),
        ("terms in deep boxes", |n| {
            format!("{}{}", "<div>".repeat(800), repeated("<dd>x<dt>y", n))
        }),
        ("forms", |n| repeated("<form><input>", n)),
        ("readings", |n| repeated("<ruby>a<rt>b", n)),
    ],
};

/// An article and its translation, with a NUL between them.
pub const PAIRS: Kind = Kind {
    command: "align a.en.txt a.ar.txt --source-language en --target-language ar --format jsonl",
    files: |texts| {
        let (english, arabic) = texts.split_once('\0').unwrap_or_default();
        vec![("a.en.txt", english.into()), ("a.ar.txt", arabic.into())]
    },
    inputs: &[
        ("sentences", |n| {
            both(
                numbered(n / 2, |i| format!("The old gate was painted in {i}.\n")),
                numbered(n / 2, |i| format!("دُهنت البوابة القديمة عام {i}.\n")),
            )
        }),
        ("the same line", |n| both(repeated("Gate.\n", n / 2), repeated("بوابة.\n", n / 2))),
        ("lines of numbers", |n| {
            both(numbered(n / 2, |i| format!("{i}\n")), numbered(n / 2, |i| format!("{i} بوابة\n")))
        }),
        ("blank lines in both", |n| {
            let blank = repeated("\n", n / 2);
            both(format!("One.{blank}Two."), format!("واحد.{blank}اثنان."))
        }),
        ("blank lines in one", |n| {
            both(format!("One.{}Two.", repeated("\n", n)), "واحد.\nاثنان.".to_owned())
        }),
        ("one line and many", |n| {
            both("One sentence.".to_owned(), repeated("جملة من كلمات.\n", n))
        }),
        ("nothing in common", |n| {
            both(
                numbered(n / 2, |i| format!("{}\n", "gate wall ".repeat(1 + i % 7))),
                numbered(n / 2, |i| format!("{}\n", "كتاب باب ".repeat(1 + i % 5))),
            )
        }),
        ("one long sentence", |n| both(repeated("gate, ", n / 2), repeated("باب، ", n / 2))),
        ("one word", |n| both(repeated("g", n / 2), repeated("ب", n / 2))),
        ("stops", |n| both(repeated(". ", n / 2), repeated("؟ ", n / 2))),
        ("digits", |n| both(repeated("7 ", n / 2), repeated("٧ ", n / 2))),
        ("names", |n| both(repeated("Gate Wall ", n / 2), repeated("غيت وول ", n / 2))),
        ("dates", |n| both(repeated("1 May 1998. ", n / 2), repeated("1 مايو 1998. ", n / 2))),
        ("quotes", |n| both(repeated("\"a\" ", n / 2), repeated("«ب» ", n / 2))),
        ("combining marks", |n| {
            both(
                format!("a{}", repeated("\u{301}", n / 2)),
                format!("ب{}", repeated("\u{64E}", n / 2)),
            )
        }),
    ],
};

fn both(english: String, arabic: String) -> String {
    format!("{english}\0{arabic}")
}
