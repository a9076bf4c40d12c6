//! The sources of a lexicon: who wrote the texts that it is trained on, and under which licences.

use std::collections::BTreeMap;

/// A table of sources, and remarks on the lexicon as a whole, such as its own licence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceTable {
    remarks: Vec<String>,
    /// Authors, licence and address by the name of the source.
    rows: BTreeMap<String, [String; 3]>,
}

/// Why a table of sources cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSources {
    /// A line, counted from 1, that is not a row.
    #[error("line {0}: write a source as NAME<TAB>AUTHORS<TAB>LICENCE<TAB>ADDRESS")]
    Row(usize),
    /// Sources of the lexicon that the table does not name.
    #[error("it does not name {}; add a line NAME<TAB>AUTHORS<TAB>LICENCE<TAB>ADDRESS for each", .0.join(", "))]
    Missing(Vec<String>),
}

impl SourceTable {
    /// Parses lines of `NAME<TAB>AUTHORS<TAB>LICENCE<TAB>ADDRESS`. Lines that begin with `#` are remarks,
    /// and empty lines are ignored.
    ///
    /// # Errors
    /// A line with another number of columns, or with an empty one.
    pub fn parse(text: &str) -> Result<Self, BadSources> {
        let mut table = SourceTable::default();
        for (index, line) in text.lines().enumerate() {
            if let Some(remark) = line.strip_prefix('#') {
                table.remarks.push(remark.trim().to_owned());
            } else if !line.trim().is_empty() {
                let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
                let [name, facts @ ..] = fields.as_slice() else {
                    return Err(BadSources::Row(index + 1));
                };
                let facts: [&str; 3] = facts.try_into().map_err(|_| BadSources::Row(index + 1))?;
                if fields.contains(&"") {
                    return Err(BadSources::Row(index + 1));
                }
                table.rows.insert((*name).to_owned(), facts.map(str::to_owned));
            }
        }
        Ok(table)
    }

    /// The lines of a lexicon's header: the remarks, then each of the given sources.
    ///
    /// # Errors
    /// The sources that are not in the table.
    pub fn header<'a>(
        &self,
        sources: impl Iterator<Item = &'a str>,
    ) -> Result<Vec<String>, BadSources> {
        let mut lines = self.remarks.clone();
        let mut missing = Vec::new();
        for source in sources {
            match self.rows.get(source) {
                Some(facts) => lines.push(format!("source {source}: {}", facts.join("; "))),
                None => missing.push(source.to_owned()),
            }
        }
        if missing.is_empty() { Ok(lines) } else { Err(BadSources::Missing(missing)) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicon;
    use super::*;

    /// The header has the remarks and the sources that were used, and no others.
    #[test]
    fn only_sources_that_were_used_are_named() {
        let text = "# CC0\n\nname\tauthors\tlicence\taddress\nb\tBea\tMIT\tb.example\nc\tCay\tMIT\tc.example\r\n";
        let table = SourceTable::parse(text).unwrap();
        let header = table.header(["c"].into_iter()).unwrap();
        assert_eq!(header, ["CC0", "source c: Cay; MIT; c.example"]);
        let missing = table.header(["a", "c", "d"].into_iter()).unwrap_err();
        assert!(missing.to_string().contains("does not name a, d;"), "{missing}");
    }

    /// A row without licence or address is an error with its line.
    #[test]
    fn incomplete_rows_are_errors() {
        for row in ["b", "b\tBea\tMIT", "b\tBea\t\tb.example", "b\tBea\tMIT\tb.example\tmore"] {
            assert_eq!(SourceTable::parse(&format!("# CC0\n{row}\n")), Err(BadSources::Row(2)));
        }
    }

    /// The header of the built-in lexicon names each of its sources as the table beside it does.
    #[test]
    fn the_built_in_lexicon_names_its_sources() {
        let table = SourceTable::parse(include_str!("../../../corpus/lexicon.sources.tsv"));
        let lexicon = Lexicon::built_in();
        let header: Vec<&str> = lexicon.header().collect();
        let counts = header.iter().find_map(|line| line.strip_prefix("sources (pairs): ")).unwrap();
        let names: Vec<&str> =
            counts.split(", ").map(|source| source.split(' ').next().unwrap()).collect();
        assert!(names.len() > 10, "{counts}");
        for line in table.unwrap().header(names.into_iter()).unwrap() {
            assert!(header.contains(&line.as_str()), "{line}");
        }
    }
}
