//! Connectors: the protocols of other translation tools, served from the same memories.
//!
//! # Adding a connector
//!
//! 1. Write `connect/TOOL.rs` with `pub fn routes() -> Router<Desk>`. A handler reads the parameters in
//!    the shape that the client sends, calls [`matches_into`] for fuzzy matches or
//!    [`add_unit`](super::api::add_unit) to add a unit to the first memory, and returns the JSON that the
//!    client expects. `apertium.rs` is the shortest example. For anything else, use `read` and `write` of
//!    `desk.memories`, which run blocking work off the server's threads. Errors are [`Failure`]s.
//! 2. Declare the module here and merge its routes in [`routes`]. Its paths must not collide with those of
//!    the pages and the other connectors. Token, host name and origin are checked before routing, so the
//!    connector does nothing about them; clients that cannot send a token put `/t/TOKEN` before the path.
//! 3. Describe its paths in `assets/openapi.json`, and add the tool to “Connect your tools” in the README.
//! 4. Test it in `tests/connectors.rs`: start the real server with `Server::start`, send requests exactly
//!    as the client does (with its escaping, case and trailing slashes), and compare the fields that the
//!    client reads. Include a text without matches and a malformed request. `tests/web_api.rs` requests
//!    every path of `openapi.json`.
//!
//! A connector that writes files instead of answering requests, such as `omegat.rs`, is a task that
//! `server.rs` starts; its options belong in `ServeOptions` and in `cli/serve.rs`.

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

/// The best matches of a text in the language `from` with a translation in the language `to`, whatever its
/// region. Matches score at least `min`, 0–100; at most `max` are returned.
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
        // Some matches may have a translation in another language, so ask for more.
        max: Some(max.saturating_mul(2)),
        ..LookupParams::default()
    };
    let mut found: Vec<Match> =
        find_matches(desk, params).await?.matches.into_iter().map(|found| found.value).collect();
    found.retain(|found| found.target_language.primary() == to.primary());
    found.truncate(max);
    Ok(found)
}

/// Parses two languages such as `en|ar`.
fn language_pair(text: &str) -> Result<(Language, Language), Failure> {
    let wrong = || Failure::bad_request("“langpair” must name two languages, as in en|ar");
    let (from, to) = text.split_once('|').ok_or_else(wrong)?;
    Ok((from.parse().map_err(|_| wrong())?, to.parse().map_err(|_| wrong())?))
}
