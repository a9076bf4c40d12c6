//! The JSON interface of the desk, used by its pages and open to other programs. Field names are those of
//! the command line. `/api/openapi.json` describes it.

mod documents;
mod jobs;
mod memories;
mod review;
mod search;
mod units;

use axum::Router;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Query};
use axum::http::header;
use axum::http::request::Parts;
use axum::routing::get;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

pub use jobs::Jobs;
pub use search::{LookupParams, find_matches};
pub use units::add_unit;

use super::Desk;
use super::failure::Failure;

/// The OpenAPI description of the interface.
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

/// A JSON body; an invalid one is refused with a JSON error.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Failure))]
struct JsonBody<T>(T);

/// Query parameters; invalid ones are refused with a JSON error.
pub struct QueryParams<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        // Otherwise bytes that are not text would arrive as replacement characters.
        if percent_decode_str(query).decode_utf8().is_err() {
            return Err(Failure::bad_request("the parameters are not UTF-8; encode them as UTF-8"));
        }
        Ok(QueryParams(Query::try_from_uri(&parts.uri)?.0))
    }
}

/// Path parameters; invalid ones are refused with a JSON error.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Failure))]
pub struct PathParams<T>(pub T);

/// Parses a parameter.
fn parse_param<T: std::str::FromStr>(text: &str) -> Result<T, Failure>
where
    T::Err: std::fmt::Display,
{
    text.trim().parse().map_err(|error: T::Err| Failure::bad_request(error.to_string()))
}

/// Parses a parameter that is a list separated by commas.
fn parse_list<T: std::str::FromStr>(text: Option<&str>) -> Result<Vec<T>, Failure>
where
    T::Err: std::fmt::Display,
{
    let items = text.unwrap_or_default().split(',').filter(|item| !item.trim().is_empty());
    items.map(parse_param).collect()
}

/// A form that could not be read.
fn unread(error: MultipartError) -> Failure {
    Failure::new(error.status(), error.body_text())
}
