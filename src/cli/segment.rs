//! `tarjuman segment`: prints the segments of an article.

use std::path::PathBuf;

use anyhow::Result;

use super::args::SegmentationArg;
use super::output::write_to_stdout;
use super::{Outcome, talk};
use crate::document::{Article, ArticleFormat, Segmentation};
use crate::model::Language;

/// Print the sentences of an article, one per line
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman segment article.docx
  tarjuman segment --segmentation paragraph page.html")]
pub struct Args {
    #[arg(help = format!("The article: {}; - reads standard input", ArticleFormat::listed("or")))]
    file: PathBuf,
    /// How to split the article into segments
    #[arg(long, value_enum, default_value_t)]
    segmentation: SegmentationArg,
    /// Language of the article, such as en or ar-SA; by default detected by its script
    #[arg(long, value_name = "TAG")]
    language: Option<Language>,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let article = Article::read(&args.file)?;
    for warning in &article.warnings {
        talk::warning(&format!("{}: {warning}", args.file.display()));
    }
    let language =
        args.language.or_else(|| article.language_by_script()).unwrap_or_else(Language::english);
    let side = Segmentation::from(args.segmentation).segments(&article, &language)?;
    let mut lines = String::new();
    for segment in &side.segments {
        lines.push_str(&segment.text);
        lines.push('\n');
    }
    write_to_stdout(lines.as_bytes())?;
    Ok(Outcome::Done)
}
