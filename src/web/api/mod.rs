//! What the pages ask, and whoever else wants to: JSON with the names that the command line uses.
//! `/api/openapi.json` describes all of it.

mod documents;
mod jobs;
mod memories;
mod review;
mod search;
mod units;

use axum::Router;
use axum::extract::{FromRequest, FromRequestParts, Query};
use axum::http::header;
use axum::http::request::Parts;
use axum::routing::get;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

pub use jobs::Jobs;
pub use search::{LookupAsked, find_matches};
pub use units::add_unit;

use super::Desk;
use super::failure::Failure;

/// The description of the interface.
pub const OPENAPI: &str = include_str!("../assets/openapi.json");

pub fn routes() -> Router<Desk> {
    Router::new()
        .route(
            "/api/openapi.json",
            get(|| async { ([(header::CONTENT_TYPE, "application/json")], OPENAPI) }),
        )
        .merge(memories::routes())
        .merge(documents::routes())
        .merge(review::routes())
        .merge(search::routes())
        .merge(units::routes())
}

/// A body of JSON, or a refusal in JSON.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Failure))]
struct Given<T>(T);

/// What the query says, or a refusal in JSON.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        // Otherwise bytes that are no text would be asked for as replacement characters.
        if percent_decode_str(query).decode_utf8().is_err() {
            return Err(Failure::bad_request("the parameters are not UTF-8; encode them so"));
        }
        Ok(Asked(Query::try_from_uri(&parts.uri)?.0))
    }
}

/// What the path says, or a refusal in JSON.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Failure))]
pub struct Named<T>(pub T);

/// A parameter that must parse as what it stands for.
fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, Failure>
where
    T::Err: std::fmt::Display,
{
    text.trim().parse().map_err(|error: T::Err| Failure::bad_request(error.to_string()))
}

/// A list that a parameter gives, parted by commas.
fn list<T: std::str::FromStr>(text: Option<&str>) -> Result<Vec<T>, Failure>
where
    T::Err: std::fmt::Display,
{
    let items = text.unwrap_or_default().split(',').filter(|item| !item.trim().is_empty());
    items.map(parsed).collect()
}
