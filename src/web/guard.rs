//! Access control: the host, origin and token of a request, and the security headers of every response.
//!
//! A page of another site can make a browser send requests to this server. It cannot read the responses,
//! because no response allows it to; and requests that come from other sites are refused, except links
//! to a page. A site that points its own name at this machine (DNS rebinding) is refused because of the
//! host name.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::http::uri::{Authority, PathAndQuery, Uri};
use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header,
};
use axum::response::IntoResponse;
use percent_encoding::percent_decode_str;
use subtle::ConstantTimeEq;

use super::failure::Failure;
use super::guesses::Guesses;

/// The largest upload in bytes, both articles together.
pub const MAX_UPLOAD_BYTES: u64 = 64 << 20;

/// The cookie that holds the token.
const COOKIE: &str = "tarjuman";

/// The headers of every response: pages load nothing from other sites, cannot be framed by them, and
/// content types are not guessed.
const SECURITY_HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Admits or refuses requests.
#[derive(Debug, Clone)]
pub struct Guard {
    listen: SocketAddr,
    token: Option<String>,
    hosts: Vec<String>,
    guesses: Guesses,
}

impl Guard {
    /// A guard for a server that listens on this address, requires this token, and accepts these additional
    /// host names.
    pub fn new(listen: SocketAddr, token: Option<String>, hosts: &[String]) -> Guard {
        let hosts = hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        Guard { listen, token, hosts, guesses: Guesses::default() }
    }

    /// The request of an address, with a path that the routes know, or the response to a request that is
    /// refused or redirected.
    pub async fn admit(
        &self,
        request: Request<Body>,
        address: IpAddr,
    ) -> Result<Request<Body>, Refusal> {
        self.check_host(request.headers(), request.uri()).map_err(refuse)?;
        check_origin(&request).map_err(refuse)?;
        check_length(request.headers()).map_err(refuse)?;
        match self.check_token(request) {
            Err(Refused::WrongToken) => {
                self.guesses.delay(address).await.map_err(refuse)?;
                Err(unauthorized().into())
            }
            Err(Refused::NoToken) => Err(unauthorized().into()),
            Err(Refused::Redirected(response)) => Err(response),
            Ok(request) => Ok(request),
        }
    }

    fn check_host(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), Failure> {
        let named = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = named.and_then(|host| host.parse::<Authority>().ok());
        let host = host.as_ref().or(uri.authority()).map(Authority::host).unwrap_or_default();
        if self.is_own_host(host) {
            return Ok(());
        }
        Err(Failure::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this server does not accept requests for this host name; allow it with --allow-host NAME",
        ))
    }

    /// Whether a host name is one of this server. IP addresses are safe, as they cannot be rebound.
    fn is_own_host(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            Ok(address) => {
                address.is_loopback()
                    || !self.listen.ip().is_loopback()
                    || self.hosts.contains(&host)
            }
            Err(_) => host == "localhost" || self.hosts.contains(&host),
        }
    }

    /// Accepts the token in the Authorization header, a cookie, the parameter `key`, or before the path. A
    /// browser that sends it in the path receives the cookie and is redirected to the path without it.
    fn check_token(&self, mut request: Request<Body>) -> Result<Request<Body>, Refused> {
        let Some(token) = &self.token else { return Ok(request) };
        let path = request.uri().path().to_owned();
        if let Some(rest) = path.strip_prefix("/t/") {
            let (given, rest) = rest.split_once('/').unwrap_or((rest, ""));
            if !is_token(given, token) {
                return Err(Refused::WrongToken);
            }
            if request.method() == Method::GET && wants_page(request.headers()) {
                return Err(Refused::Redirected(with_cookie(given, rest).into()));
            }
            if let Some(uri) = without_prefix(request.uri(), rest) {
                *request.uri_mut() = uri;
            }
            return Ok(request);
        }
        let headers = request.headers();
        let bearer = header_text(headers, header::AUTHORIZATION)
            .and_then(|value| value.strip_prefix("Bearer "));
        let cookie = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
        let key = request
            .uri()
            .query()
            .and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("key=")));
        let given: Vec<&str> = [bearer, cookie, key].into_iter().flatten().collect();
        if given.iter().any(|given| is_token(given, token)) {
            return Ok(request);
        }
        Err(if given.is_empty() { Refused::NoToken } else { Refused::WrongToken })
    }
}

/// Why a request is not passed on.
enum Refused {
    NoToken,
    WrongToken,
    /// The token was in the path, and is now a cookie.
    Redirected(Refusal),
}

/// The response to a request that is not admitted.
pub type Refusal = Box<Response<Body>>;

fn refuse(failure: Failure) -> Refusal {
    Box::new(failure.into_response())
}

fn header_text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Compares in constant time, so that the time does not reveal how much of a guess is right.
fn is_token(given: &str, token: &str) -> bool {
    let given = percent_decode_str(given).collect::<Vec<u8>>();
    given.ct_eq(token.as_bytes()).into()
}

fn unauthorized() -> Response<Body> {
    let what = "this server requires a token: open /t/TOKEN/, or send the header Authorization: Bearer TOKEN";
    let mut response = Failure::new(StatusCode::UNAUTHORIZED, what).into_response();
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"tarjuman\""));
    response
}

fn wants_page(headers: &HeaderMap) -> bool {
    header_text(headers, header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

fn with_cookie(token: &str, rest: &str) -> Response<Body> {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict");
    // A path that begins with two slashes would redirect to another site.
    let location = format!("/{}", rest.trim_start_matches(['/', '\\']));
    for (name, value) in [(header::SET_COOKIE, cookie), (header::LOCATION, location)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn without_prefix(uri: &Uri, rest: &str) -> Option<Uri> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let path: PathAndQuery = format!("/{rest}{query}").parse().ok()?;
    Some(Uri::from(path))
}

/// Refuses requests that a page of another site sends, except when the user follows a link.
fn check_origin(request: &Request<Body>) -> Result<(), Failure> {
    let headers = request.headers();
    let foreign = Failure::new(
        StatusCode::FORBIDDEN,
        "requests from pages of other sites are refused; open the desk itself",
    );
    if let Some(origin) = header_text(headers, header::ORIGIN) {
        let host = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
            .filter(|host| Some(*host) == header_text(headers, header::HOST));
        return host.map(drop).ok_or(foreign);
    }
    let fetch = |name| header_text(headers, HeaderName::from_static(name));
    let is_foreign = matches!(fetch("sec-fetch-site"), Some("cross-site" | "same-site"));
    let is_link = request.method() == Method::GET && fetch("sec-fetch-mode") == Some("navigate");
    if is_foreign && !is_link { Err(foreign) } else { Ok(()) }
}

fn check_length(headers: &HeaderMap) -> Result<(), Failure> {
    let length = header_text(headers, header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
    if length.is_some_and(|length: u64| length > MAX_UPLOAD_BYTES) {
        let most = MAX_UPLOAD_BYTES >> 20;
        let what = format!(
            "the upload is larger than {most} MB; use the command line for files of this size"
        );
        return Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, what));
    }
    Ok(())
}

/// Adds the security headers to a response.
pub fn protect(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(listen: &str) -> Guard {
        Guard::new(listen.parse().unwrap(), None, &["desk.example".to_owned()])
    }

    #[test]
    fn only_own_host_names_are_accepted() {
        let own = ["localhost", "127.0.0.1", "[::1]", "desk.example", "LOCALHOST", "localhost."];
        for host in own {
            assert!(guard("127.0.0.1:1").is_own_host(host), "{host}");
        }
        for host in
            ["evil.example", "localhost.evil.example", "192.168.1.7", "", "127.0.0.1.nip.io"]
        {
            assert!(!guard("127.0.0.1:1").is_own_host(host), "{host}");
        }
        assert!(guard("0.0.0.0:1").is_own_host("192.168.1.7"));
    }

    #[test]
    fn a_token_is_compared_whole() {
        assert!(is_token("a%2Fb", "a/b"));
        for wrong in ["", "a", "a/", "a/bc", "A/b"] {
            assert!(!is_token(wrong, "a/b"), "{wrong}");
        }
    }
}
