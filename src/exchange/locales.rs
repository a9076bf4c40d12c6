//! Languages that are written under other tags, as tools need them.

use crate::model::{ExportSummary, Language, Pair, Unit};

use super::preset::Tool;

/// Languages that are written as others: `en` as `en-GB`.
#[derive(Debug, Clone, Default)]
pub struct Locales(Vec<(Language, Language)>);

impl Locales {
    /// Those that were chosen, and for a tool that needs regions the commonest region of languages without
    /// one.
    pub fn new(chosen: Vec<(Language, Language)>, tool: Option<Tool>) -> Self {
        let mut locales = chosen;
        if tool.is_some_and(Tool::needs_regions) {
            // Modern Standard Arabic is ar-SA in the lists of Studio, memoQ and XTM.
            let defaults = [("en", "en-US"), ("ar", "ar-SA")];
            locales.extend(
                defaults
                    .iter()
                    .filter_map(|(bare, locale)| Some((bare.parse().ok()?, locale.parse().ok()?))),
            );
        }
        Locales(locales)
    }

    /// The language that a language is written as.
    fn of<'a>(&'a self, language: &'a Language) -> &'a Language {
        let found = self.0.iter().find(|(from, _)| from == language);
        found.map_or(language, |(_, to)| to)
    }

    /// A unit with the languages that are written.
    pub fn apply(&self, mut unit: Unit) -> Unit {
        for language in unit.languages.as_mut() {
            let written = self.of(language);
            if written != language {
                *language = written.clone();
            }
        }
        unit
    }

    /// A summary with the languages that are written.
    pub fn apply_to_summary(&self, summary: &ExportSummary) -> ExportSummary {
        let written = |pair: &Pair<Language>| pair.as_ref().map(|of| self.of(of).clone());
        ExportSummary { pairs: summary.pairs.iter().map(written).collect(), ..summary.clone() }
    }
}
