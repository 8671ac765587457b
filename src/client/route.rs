//! The way that calls take: to the vendor's host, through a proxy where the environment or the system names one.

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use super::Unusable;

/// Where calls go.
pub struct Route {
    host: String,
    proxy: Option<Proxy>,
}

struct Proxy {
    /// Host and port; what else its address holds may be a password.
    address: String,
    /// The variable that names it; none if the system's settings do.
    variable: Option<&'static str>,
}

impl Route {
    /// The way to a base URL.
    pub(super) fn to(base_url: &str) -> Result<Self, Unusable> {
        Self::under(base_url, |name| std::env::var(name).ok(), &Matcher::from_system())
    }

    /// The HTTP client takes a proxy's address that it cannot read for none at all, and goes the way that the proxy was
    /// to replace; so such an address is an error.
    fn under(base_url: &str, variable: impl Fn(&str) -> Option<String>, system: &Matcher) -> Result<Self, Unusable> {
        let url = Url::parse(base_url).map_err(|error| Unusable::Client(error.to_string()))?;
        let host = authority(url.host_str(), url.port());
        let Ok(target) = url.as_str().parse() else { return Ok(Self { host, proxy: None }) };
        // Of two spellings, the first that is set counts, even with nothing in it.
        let value = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, variable(name)?)));
        let own = if url.scheme() == "https" { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
        let named = [own, ["ALL_PROXY", "all_proxy"]].into_iter().filter_map(value).find(|(_, text)| !text.is_empty());
        let (_, excepted) = value(["NO_PROXY", "no_proxy"]).unwrap_or_default();
        let through = |text: String| {
            let proxy = Matcher::builder().all(text).no(excepted.clone()).build().intercept(&target)?;
            // The matcher does not look at what stands in the place of a port.
            Url::parse(&proxy.uri().to_string()).is_ok().then_some(proxy)
        };
        let proxy = match named {
            Some(_) if through("http://proxy".into()).is_none() => None,
            Some((name, text)) => Some((through(text).ok_or(Unusable::Proxy(name))?, Some(name))),
            None => system.intercept(&target).map(|proxy| (proxy, None)),
        };
        let proxy = proxy.map(|(proxy, variable)| Proxy {
            address: authority(proxy.uri().host(), proxy.uri().port_u16()),
            variable,
        });
        Ok(Self { host, proxy })
    }

    /// What says which proxy is taken, if one is.
    pub fn proxy_from(&self) -> Option<&'static str> {
        self.proxy.as_ref().map(|proxy| proxy.variable.unwrap_or("the system's settings"))
    }
}

/// `crazytel.io`, or `crazytel.io through the proxy proxy.example:3128`.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        match &self.proxy {
            Some(proxy) => write!(f, " through the proxy {}", proxy.address),
            None => Ok(()),
        }
    }
}

fn authority(host: Option<&str>, port: Option<u16>) -> String {
    let host = host.unwrap_or_default();
    port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How the way is told, with what names the proxy.
    fn told(base_url: &str, variables: &[(&str, &str)]) -> String {
        let variable = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, text)| text.to_string());
        match Route::under(base_url, variable, &Matcher::builder().build()) {
            Ok(route) => format!("{route} {}", route.proxy_from().unwrap_or("-")),
            Err(Unusable::Proxy(name)) => format!("no {name}"),
            Err(_) => "unusable".into(),
        }
    }

    #[test]
    fn the_way_is_told_as_the_http_client_takes_it() {
        let (secure, open) = ("https://crazytel.io/api/v1", "http://192.0.2.1:8088");
        assert_eq!(told(secure, &[]), "crazytel.io -");
        assert_eq!(told(open, &[("HTTPS_PROXY", "http://p:1")]), "192.0.2.1:8088 -");
        assert_eq!(
            told(secure, &[("HTTPS_PROXY", "http://user:hunter2@p.example:3128/x")]),
            "crazytel.io through the proxy p.example:3128 HTTPS_PROXY"
        );
        assert_eq!(told(open, &[("http_proxy", "p:1")]), "192.0.2.1:8088 through the proxy p:1 http_proxy");
        assert_eq!(told(open, &[("all_proxy", "socks5h://p")]), "192.0.2.1:8088 through the proxy p all_proxy");
        assert_eq!(
            told(secure, &[("HTTPS_PROXY", "a:1"), ("ALL_PROXY", "b:1")]),
            "crazytel.io through the proxy a:1 HTTPS_PROXY"
        );
        assert_eq!(told(secure, &[("HTTPS_PROXY", ""), ("https_proxy", "b:1")]), "crazytel.io -");
        assert_eq!(told(secure, &[("HTTPS_PROXY", "p:1"), ("NO_PROXY", "example.com, .crazytel.io")]), "crazytel.io -");
    }

    #[test]
    fn an_address_of_a_proxy_that_cannot_be_read_is_an_error_where_it_would_be_needed() {
        for text in ["http://", "ht tp://p:1", "http//p:3128", "ftp://p:1", "/p", "http://p:port", " p:1", "-://p"] {
            assert_eq!(told("https://crazytel.io", &[("HTTPS_PROXY", text)]), "no HTTPS_PROXY", "{text}");
            assert_eq!(told("https://crazytel.io", &[("all_proxy", text)]), "no all_proxy", "{text}");
            assert_eq!(told("http://crazytel.io", &[("HTTPS_PROXY", text)]), "crazytel.io -", "{text}");
            assert_eq!(told("https://crazytel.io", &[("HTTPS_PROXY", text), ("no_proxy", "*")]), "crazytel.io -");
        }
    }
}
