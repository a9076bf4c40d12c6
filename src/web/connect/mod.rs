//! The protocols of the tools translators work in, answered from the same memories.

mod amagama;
mod apertium;
mod mymemory;
mod omegat;

use axum::Router;

pub use omegat::{OmegatProjects, follow};

use super::Desk;
use super::api::{LookupParams, find_matches};
use super::failure::Failure;
use crate::memory::Match;
use crate::model::Language;

pub fn routes() -> Router<Desk> {
    Router::new()
        .merge(amagama::routes("/tmserver"))
        .merge(amagama::routes("/api/v1"))
        .merge(mymemory::routes())
        .merge(apertium::routes())
}

/// Matches of a text whose other side is in a language; of whatever region.
async fn matches_into(
    desk: &Desk,
    text: String,
    (from, to): (&Language, &Language),
    min: u8,
    max: usize,
) -> Result<Vec<Match>, Failure> {
    let params = LookupParams {
        q: text,
        from: Some(from.to_string()),
        min: Some(min),
        // Of another language there may be as many.
        max: Some(max.saturating_mul(2)),
        ..LookupParams::default()
    };
    let mut found: Vec<Match> =
        find_matches(desk, params).await?.into_iter().map(|found| found.value).collect();
    found.retain(|found| found.target_language.primary() == to.primary());
    found.truncate(max);
    Ok(found)
}

/// Two languages as `en|ar`.
fn language_pair(text: &str) -> Result<(Language, Language), Failure> {
    let wrong = || Failure::bad_request("langpair is two languages, as en|ar");
    let (from, to) = text.split_once('|').ok_or_else(wrong)?;
    Ok((from.parse().map_err(|_| wrong())?, to.parse().map_err(|_| wrong())?))
}
