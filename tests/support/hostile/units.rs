//! Files of translation units, glossaries, and records of documents.

use super::{Kind, numbered, repeated};

/// The command that imports a file.
macro_rules! import {
    ($files:literal) => {
        concat!("import ", $files, " --memory m.tarjuman --source-language en --target-language ar")
    };
}

pub const TMX: Kind = Kind {
    command: import!("a.tmx"),
    files: |body| {
        let tmx = format!(
            "<?xml version='1.0'?><tmx version='1.4'><header srclang='en'/><body>{body}</body></tmx>"
        );
        vec![("a.tmx", tmx.into_bytes())]
    },
    inputs: &[
        ("units", |n| numbered(n, |i| tmx_unit(&format!("Gate {i}."), &format!("بوابة {i}.")))),
        ("one unit many times", |n| repeated(&tmx_unit("Gate.", "بوابة."), n)),
        ("one long text", |n| tmx_unit(&repeated("gate ", n / 2), &repeated("باب ", n / 2))),
        ("one word", |n| tmx_unit(&repeated("g", n / 2), &repeated("ب", n / 2))),
        ("tags", |n| tmx_unit(&repeated("a<ph x='1'>b</ph>", n), "ب")),
        ("tags that open", |n| tmx_unit(&repeated("<bpt i='1'>a</bpt>", n), "ب")),
        ("nested tags", |n| tmx_unit(&repeated("<hi>", n), "ب")),
        ("nested texts in tags", |n| tmx_unit(&repeated("<ph><sub>", n), "ب")),
        ("languages", |n| {
            let text = |i| format!("<tuv xml:lang='en-x-{i}'><seg>a</seg></tuv>");
            format!("<tu>{}</tu>", numbered(n, text))
        }),
        ("variants", |n| {
            let more = repeated("<tuv xml:lang='ar'><seg>ب</seg></tuv>", n);
            format!("<tu><tuv xml:lang='en'><seg>a</seg></tuv>{more}</tu>")
        }),
        ("properties", |n| {
            let properties = numbered(n, |i| format!("<prop type='x{i}'>v</prop>"));
            tmx_unit("a", "ب").replacen("<tu>", &format!("<tu>{properties}"), 1)
        }),
        ("notes", |n| {
            tmx_unit("a", "ب").replacen(
                "<tu>",
                &format!("<tu>{}", repeated("<note>n</note>", n)),
                1,
            )
        }),
        ("attributes", |n| {
            let attributes = numbered(n, |i| format!("a{i}='' "));
            tmx_unit("a", "ب").replacen("<tu>", &format!("<tu {attributes}>"), 1)
        }),
        ("empty texts", |n| repeated("<tu><tuv/><tuv/></tu>", n)),
        ("references", |n| tmx_unit(&repeated("&amp;", n), "ب")),
        ("unknown references", |n| tmx_unit(&repeated("&x;", n), "ب")),
        ("character data", |n| tmx_unit(&repeated("<![CDATA[a]]>", n), "ب")),
        ("comments", |n| repeated("<!-- a -->", n)),
        ("documents", |n| {
            numbered(n, |i| {
                let property = format!("<prop type='x-document'>d{i}</prop>");
                tmx_unit("a", "ب").replacen("<tu>", &format!("<tu>{property}"), 1)
            })
        }),
    ],
};

fn tmx_unit(source: &str, target: &str) -> String {
    format!(
        "<tu><tuv xml:lang='en'><seg>{source}</seg></tuv><tuv xml:lang='ar'><seg>{target}</seg></tuv></tu>"
    )
}

fn xliff(body: &str) -> Vec<u8> {
    format!(
        "<xliff version='1.2' xmlns='urn:oasis:names:tc:xliff:document:1.2' xmlns:sdl='s'><file \
         original='a' source-language='en' target-language='ar'><body>{body}</body></file></xliff>"
    )
    .into_bytes()
}

fn trans_unit(source: &str, target: &str) -> String {
    format!("<trans-unit id='1'><source>{source}</source><target>{target}</target></trans-unit>")
}

pub const XLIFF: Kind = Kind {
    command: import!("a.xlf"),
    files: |body| vec![("a.xlf", xliff(&body))],
    inputs: &[
        ("units", |n| numbered(n, |i| trans_unit(&format!("Gate {i}."), &format!("بوابة {i}.")))),
        ("nested groups", |n| repeated("<group>", n)),
        ("groups", |n| repeated("<group></group>", n)),
        ("tags", |n| trans_unit(&repeated("a<x id='1'/>", n), "ب")),
        ("nested tags", |n| trans_unit(&repeated("<g id='1'>", n), "ب")),
        ("codes", |n| trans_unit(&repeated("<bpt id='1'>b</bpt>", n), "ب")),
        ("other translations", |n| {
            let other = repeated("<alt-trans><target>ج</target></alt-trans>", n);
            trans_unit("a", "ب").replace("</trans-unit>", &format!("{other}</trans-unit>"))
        }),
        ("files", |n| {
            let next =
                "</body></file><file original='b' source-language='en' target-language='ar'><body>";
            repeated(next, n)
        }),
        ("one word", |n| trans_unit(&repeated("g", n / 2), &repeated("ب", n / 2))),
    ],
};

pub const SDLXLIFF: Kind = Kind {
    command: import!("a.sdlxliff"),
    files: |body| vec![("a.sdlxliff", xliff(&body))],
    inputs: &[
        ("segments", |n| {
            let source = numbered(n / 2, |i| format!("<mrk mtype='seg' mid='{i}'>a {i}</mrk>"));
            let target = numbered(n / 2, |i| format!("<mrk mtype='seg' mid='{i}'>ب {i}</mrk>"));
            segmented(&source, &target, "")
        }),
        ("segments of one name", |n| {
            let mark = repeated("<mrk mtype='seg' mid='1'>a</mrk>", n / 2);
            segmented(&mark, &mark, "")
        }),
        ("segments backwards", |n| {
            let last = n / 80;
            let mark = |i: usize| format!("<mrk mtype='seg' mid='{i}'>a</mrk>");
            let source: String = (0..last).map(mark).collect();
            let target: String = (0..last).rev().map(mark).collect();
            segmented(&source, &target, "")
        }),
        ("nested segments", |n| segmented(&repeated("<mrk mtype='seg' mid='1'>", n), "", "")),
        ("definitions of segments", |n| {
            let mark = "<mrk mtype='seg' mid='1'>a</mrk>";
            segmented(mark, mark, &numbered(n, |i| format!("<sdl:seg id='{i}' conf='Draft'/>")))
        }),
        ("values", |n| {
            let mark = "<mrk mtype='seg' mid='1'>a</mrk>";
            let values = repeated("<sdl:value key='a'>b</sdl:value>", n);
            segmented(mark, mark, &format!("<sdl:seg id='1'>{values}</sdl:seg>"))
        }),
    ],
};

fn segmented(source: &str, target: &str, definitions: &str) -> String {
    format!(
        "<trans-unit id='1'><source>a</source><seg-source>{source}</seg-source><target>{target}</target>\
         <sdl:seg-defs>{definitions}</sdl:seg-defs></trans-unit>"
    )
}

pub const XLIFF_2: Kind = Kind {
    command: import!("a.xliff"),
    files: |body| {
        let xliff = format!(
            "<xliff version='2.0' srcLang='en' trgLang='ar' \
             xmlns='urn:oasis:names:tc:xliff:document:2.0'><file id='f'>{body}</file></xliff>"
        );
        vec![("a.xliff", xliff.into_bytes())]
    },
    inputs: &[
        ("units", |n| {
            numbered(n, |i| {
                format!(
                    "<unit id='{i}'><segment><source>Gate {i}.</source><target>بوابة {i}.</target>\
                     </segment></unit>"
                )
            })
        }),
        ("segments", |n| {
            let segment = "<segment><source>a</source><target>ب</target></segment>";
            format!("<unit id='1'>{}</unit>", repeated(segment, n))
        }),
        ("data", |n| {
            let data = numbered(n / 2, |i| format!("<data id='d{i}'>b</data>"));
            let uses = numbered(n / 2, |i| format!("<ph id='p{i}' dataRef='d{i}'/>"));
            format!(
                "<unit id='1'><originalData>{data}</originalData><segment><source>a{uses}</source>\
                 <target>ب</target></segment></unit>"
            )
        }),
        ("starts without ends", |n| {
            let starts = numbered(n, |i| format!("<sc id='{i}'/>"));
            format!(
                "<unit id='1'><segment><source>a{starts}</source><target>ب</target></segment></unit>"
            )
        }),
        ("nested groups", |n| repeated("<group id='g'>", n)),
        ("notes", |n| format!("<unit id='1'><notes>{}", repeated("<note>n</note>", n))),
    ],
};

pub const PO: Kind = Kind {
    command: import!("a.po"),
    files: |entries| {
        let po = format!(
            "msgid \"\"\nmsgstr \"\"\n\"Language: ar\\n\"\n\
             \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n{entries}"
        );
        vec![("a.po", po.into_bytes())]
    },
    inputs: &[
        ("entries", |n| numbered(n, |i| format!("msgid \"Gate {i}.\"\nmsgstr \"بوابة {i}.\"\n\n"))),
        ("lines of an entry", |n| format!("msgid \"\"\n{}msgstr \"ب\"\n", repeated("\"a \"\n", n))),
        ("comments", |n| format!("{}msgid \"a\"\nmsgstr \"ب\"\n", repeated("# a\n", n))),
        ("places", |n| format!("{}msgid \"a\"\nmsgstr \"ب\"\n", repeated("#: a.c:1\n", n))),
        ("flags", |n| format!("#, {}\nmsgid \"a\"\nmsgstr \"ب\"\n", repeated("fuzzy, ", n))),
        ("plural forms", |n| {
            let forms = numbered(n, |i| format!("msgstr[{i}] \"ب\"\n"));
            format!("msgid \"a\"\nmsgid_plural \"b\"\n{forms}")
        }),
        ("escapes", |n| format!("msgid \"{}\"\nmsgstr \"ب\"\n", repeated("\\\\\\n\\x41", n))),
        ("quotes", |n| format!("msgid {}\n", repeated("\"", n))),
        ("obsolete entries", |n| repeated("#~ msgid \"a\"\n#~ msgstr \"ب\"\n\n", n)),
        ("headers", |n| repeated("msgid \"\"\nmsgstr \"\"\n\"Language: ar\\n\"\n\n", n)),
        ("blank lines", |n| repeated("\n", n)),
    ],
};

pub const TSV: Kind = Kind {
    command: import!("a.tsv"),
    files: |text| vec![("a.tsv", text.into_bytes())],
    inputs: &[
        ("rows", |n| numbered(n, |i| format!("Gate {i}.\tبوابة {i}.\n"))),
        ("the same row", |n| repeated("Gate.\tبوابة.\n", n)),
        ("columns", |n| format!("a\tب{}\n", repeated("\tx", n))),
        ("titles", |n| format!("en\tar{}\na\tب\n", numbered(n, |i| format!("\tt{i}")))),
        ("tabs", |n| repeated("\t", n)),
        ("blank lines", |n| repeated("\n", n)),
        ("quotes", |n| repeated("\"\t", n)),
        ("one word", |n| format!("{}\t{}\n", repeated("g", n / 2), repeated("ب", n / 2))),
        ("words", |n| format!("{}\t{}\n", repeated("gate ", n / 2), repeated("باب ", n / 2))),
        ("words that differ", |n| {
            let words = |word: &str| numbered(n / 2, |i| format!("{word}{i} "));
            format!("{}\t{}\n", words("gate"), words("باب"))
        }),
        ("stops", |n| format!("{}\t{}\n", repeated(".", n / 2), repeated("؟", n / 2))),
        ("carriage returns", |n| repeated("a\tب\r", n)),
        ("NUL characters", |n| repeated("a\0\tب\n", n)),
        ("rows without translation", |n| repeated("a\t\n", n)),
    ],
};

pub const CSV: Kind = Kind {
    command: import!("a.csv"),
    files: |text| vec![("a.csv", text.into_bytes())],
    inputs: &[
        ("rows", |n| numbered(n, |i| format!("Gate {i}.,بوابة {i}.\n"))),
        ("a quote that does not end", |n| format!("a,ب\n\"{}", repeated("a,b\n", n))),
        ("quotes that do not end", |n| repeated("\"a,ب\n", n)),
        ("doubled quotes", |n| format!("\"{}\",ب\n", repeated("\"\"", n))),
        ("quotes inside of fields", |n| repeated("a\"b\"c,ب\n", n)),
        ("lines in a field", |n| format!("\"{}\",ب\n", repeated("a\n", n))),
        ("columns", |n| format!("a,ب{}\n", repeated(",x", n))),
        ("commas", |n| repeated(",", n)),
        ("semicolons and commas", |n| repeated("a;b,c;ب\n", n)),
        ("separators", |n| repeated("sep=;\n", n)),
    ],
};

pub const JSONL: Kind = Kind {
    command: import!("a.jsonl"),
    files: |text| vec![("a.jsonl", text.into_bytes())],
    inputs: &[
        ("units", |n| {
            numbered(n, |i| format!("{{\"source\":\"Gate {i}.\",\"target\":\"بوابة {i}.\"}}\n"))
        }),
        ("segments", |n| {
            let texts = |text: &str| repeated(&format!("\"{text}\","), n / 2);
            format!("{{\"source\":[{}\"a\"],\"target\":[{}\"ب\"]}}\n", texts("a"), texts("ب"))
        }),
        ("nested lists", |n| repeated("[", n)),
        ("nested objects", |n| repeated("{\"a\":", n)),
        ("names", |n| {
            let names = numbered(n, |i| format!("\"n{i}\":0,"));
            format!("{{{names}\"source\":\"a\",\"target\":\"ب\"}}\n")
        }),
        ("tags", |n| {
            let tag = "{\"at\":0,\"kind\":\"placeholder\",\"code\":\"x\"},";
            let tags = repeated(tag, n);
            let tags = tags.trim_end_matches(',');
            format!("{{\"source\":\"a\",\"target\":\"ب\",\"source_tags\":[{tags}]}}\n")
        }),
        ("digits", |n| format!("{{\"source\":{}}}\n", repeated("9", n))),
        ("escapes", |n| {
            format!("{{\"source\":\"{}\",\"target\":\"ب\"}}\n", repeated("\\u0041", n))
        }),
        ("lines that are not objects", |n| repeated("x\n", n)),
        ("half characters", |n| repeated("{\"source\":\"\\ud83d\",\"target\":\"ب\"}\n", n)),
    ],
};

/// Moses: the same number of lines in both files.
pub const LINES: Kind = Kind {
    command: import!("a.en"),
    files: |text| vec![("a.en", text.clone().into_bytes()), ("a.ar", text.into_bytes())],
    inputs: &[
        ("lines", |n| numbered(n, |i| format!("Gate باب {i}.\n"))),
        ("blank lines", |n| repeated("\n", n)),
        ("one line", |n| repeated("gate باب ", n)),
        ("line ends of three kinds", |n| repeated("a ب\r\nb\rc\n", n)),
        ("other line ends", |n| repeated("a ب\u{2028}\u{85}", n)),
    ],
};

pub const LADDER: Kind = Kind {
    command: import!("a.ladder --source-text en.txt --target-text ar.txt"),
    files: |rungs| {
        let lines = |text: &str| format!("{text}\n").repeat(rungs.lines().count() + 1).into_bytes();
        vec![
            ("en.txt", lines("Gate.")),
            ("ar.txt", lines("بوابة.")),
            ("a.ladder", rungs.into_bytes()),
        ]
    },
    inputs: &[
        ("rungs", |n| numbered(n, |i| format!("{i}\t{i}\t0.5\n"))),
        ("a rung that goes back", |n| repeated("0\t0\t0.5\n9\t9\t0.5\n", n)),
        ("far rungs", |n| numbered(n, |i| format!("{0}\t{0}\t0.5\n", i * 9_999))),
        ("rungs beyond all lines", |n| repeated("0\t0\n18446744073709551615\t1\n", n)),
        ("long numbers", |n| format!("{}\t0\n", repeated("9", n))),
        ("texts", |n| repeated("One. ~~~ Two.\tواحد. ~~~ اثنان.\t0.45\n", n)),
    ],
};

/// Terms with their translations.
pub const GLOSSARY: Kind = Kind {
    command: "lexicon info --lexicon a.tsv",
    files: |text| vec![("a.tsv", text.into_bytes())],
    inputs: &[
        ("terms", |n| numbered(n, |i| format!("gate{i}\tبوابة\n"))),
        ("one term with many translations", |n| numbered(n, |i| format!("gate\tباب{i}\n"))),
        ("terms of many words", |n| {
            let (english, arabic) = ("gate wall roof ".repeat(6), "باب جدار سقف ".repeat(6));
            repeated(&format!("{english}\t{arabic}\n"), n)
        }),
        ("a term of very many words", |n| {
            format!("{}\t{}\n", repeated("gate ", n / 2), repeated("باب ", n / 2))
        }),
        ("one word", |n| format!("{}\t{}\n", repeated("g", n / 2), repeated("ب", n / 2))),
        ("lines that are not terms", |n| repeated("gate\n", n)),
        ("columns", |n| format!("gate\tباب{}\n", repeated("\tx", n))),
        ("comments", |n| format!("{}gate\tباب\n", repeated("#\n", n))),
    ],
};

/// Pairs of documents, one to a line.
pub const RECORDS: Kind = Kind {
    command: "corpus build a.jsonl --output corpus",
    files: |text| vec![("a.jsonl", text.into_bytes())],
    inputs: &[
        ("documents", |n| {
            numbered(n, |i| {
                format!(
                    "{{\"id\":{i},\"source\":\"Gate {i}. Wall.\",\"target\":\"بوابة {i}. جدار.\"}}\n"
                )
            })
        }),
        ("the same document", |n| {
            repeated("{\"id\":1,\"source\":\"Gate.\",\"target\":\"بوابة.\"}\n", n)
        }),
        ("lines that are not records", |n| repeated("{\n", n)),
        ("long ids", |n| {
            format!("{{\"id\":\"{}\",\"source\":\"a\",\"target\":\"ب\"}}\n", repeated("x", n))
        }),
        ("nested lists", |n| format!("{{\"id\":{}", repeated("[", n))),
    ],
};
