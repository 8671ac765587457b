//! The way that calls take: to the vendor's host, through a proxy where the environment or the system names one.

use std::fmt;
use std::net::Ipv6Addr;

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::{ClientBuilder, Url};

use super::Unusable;

/// A variable of the environment. Bytes that are no text become signs that no setting, no address of a proxy and no host has:
/// taken for nothing, they would have the default in their place.
pub fn variable(name: &str) -> Option<String> {
    Some(std::env::var_os(name)?.to_string_lossy().into_owned())
}

/// Where calls go.
pub struct Route {
    host: String,
    proxy: Option<Proxy>,
}

struct Proxy {
    /// Its address, and who calls it.
    at: Intercept,
    /// The variable that names it; none if the system's settings do.
    variable: Option<&'static str>,
}

impl Route {
    /// The way to a base URL.
    pub(super) fn to(base_url: &str) -> Result<Self, Unusable> {
        Self::under(base_url, variable, &Matcher::from_system())
    }

    /// An address of a proxy that cannot be read is an error: going without would be the way that the proxy was to replace.
    fn under(base_url: &str, variable: impl Fn(&str) -> Option<String>, system: &Matcher) -> Result<Self, Unusable> {
        let url = Url::parse(base_url).map_err(|error| Unusable::Client(error.to_string()))?;
        let host = authority(url.host_str(), url.port());
        let Ok(target) = url.as_str().parse() else { return Ok(Self { host, proxy: None }) };
        // Of two spellings, the first that is set counts, even with nothing in it.
        let value = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, variable(name)?)));
        if value(["NO_PROXY", "no_proxy"]).is_some_and(|(_, list)| excepts(&list, &url)) {
            return Ok(Self { host, proxy: None });
        }
        let own = if url.scheme() == "https" { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
        let named = [own, ["ALL_PROXY", "all_proxy"]].into_iter().filter_map(value).find(|(_, text)| !text.is_empty());
        let proxy = match named {
            Some((name, text)) => {
                let at = Matcher::builder().all(text).build().intercept(&target);
                // The matcher does not look at what stands in the place of a port.
                let at = at.filter(|at| Url::parse(&at.uri().to_string()).is_ok()).ok_or(Unusable::Proxy(name))?;
                Some(Proxy { at, variable: Some(name) })
            }
            None => system.intercept(&target).map(|at| Proxy { at, variable: None }),
        };
        Ok(Self { host, proxy })
    }

    /// Sends all calls of a client this way, whatever it would make of the environment itself.
    pub(super) fn lead(&self, http: ClientBuilder) -> reqwest::Result<ClientBuilder> {
        let Some(Proxy { at, .. }) = &self.proxy else { return Ok(http.no_proxy()) };
        let mut proxy = reqwest::Proxy::all(at.uri().to_string())?;
        if let Some(login) = at.basic_auth() {
            proxy = proxy.custom_http_auth(login.clone());
        }
        if let Some((user, password)) = at.raw_auth() {
            proxy = proxy.basic_auth(user, password);
        }
        Ok(http.proxy(proxy))
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
            // What else its address holds may be a password.
            Some(Proxy { at, .. }) => {
                write!(f, " through the proxy {}", authority(at.uri().host(), at.uri().port_u16()))
            }
            None => Ok(()),
        }
    }
}

/// Whether a list of exceptions names a server, in the forms of curl and of Go, which is what Terraform goes by itself. The
/// matcher's own lack `*` for addresses, ports, and `*.` before a domain.
fn excepts(list: &str, url: &Url) -> bool {
    let entries = list.split([',', ' ', '\t']).filter_map(|entry| {
        // The last colon of a bare IPv6 address stands before no port.
        let parts = entry.rsplit_once(':').filter(|_| entry.parse::<Ipv6Addr>().is_err());
        let parts = parts.and_then(|(host, port)| Some((host, Some(port.parse().ok()?))));
        let (host, port) = parts.unwrap_or((entry, None));
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        (port.is_none() || port == url.port_or_known_default()).then(|| host.strip_prefix("*.").unwrap_or(host))
    });
    let entries: Vec<_> = entries.collect();
    let others = Matcher::builder().all("http://proxy").no(entries.join(",")).build();
    entries.contains(&"*") || url.as_str().parse().is_ok_and(|target| others.intercept(&target).is_none())
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
    fn the_way_is_the_one_that_the_environment_names() {
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
        for text in [
            "http://",
            "ht tp://p:1",
            "http//p:3128",
            "ftp://p:1",
            "/p",
            "http://p:port",
            " p:1",
            "-://p",
            "\u{fffd}:1",
        ] {
            assert_eq!(told("https://crazytel.io", &[("HTTPS_PROXY", text)]), "no HTTPS_PROXY", "{text}");
            assert_eq!(told("https://crazytel.io", &[("all_proxy", text)]), "no all_proxy", "{text}");
            assert_eq!(told("http://crazytel.io", &[("HTTPS_PROXY", text)]), "crazytel.io -", "{text}");
            assert_eq!(told("https://crazytel.io", &[("HTTPS_PROXY", text), ("no_proxy", "*")]), "crazytel.io -");
        }
    }

    #[test]
    fn exceptions_are_written_as_for_curl_and_go() {
        let direct = |base_url: &str, list: &str| {
            let told = told(base_url, &[("ALL_PROXY", "p:1"), ("NO_PROXY", list)]);
            !told.contains("through the proxy")
        };
        let (name, address, six) = ("https://pbx.example", "http://192.0.2.1:8088", "https://[2001:db8::1]:8088");
        for list in ["*", "other.example,*", " * ", "*:8088"] {
            assert!(direct(address, list) && direct(six, list), "{list}");
        }
        for list in ["*", "pbx.example", "PBX.example:443", "*.example", ".example", "a.example pbx.example", "example"]
        {
            assert!(direct(name, list), "{list}");
        }
        for list in ["192.0.2.1", "192.0.2.1:8088", "192.0.2.0/24", "a.example,192.0.2.1:8088"] {
            assert!(direct(address, list), "{list}");
        }
        for list in ["2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:8088", "2001:db8::/32"] {
            assert!(direct(six, list), "{list}");
        }
        for list in [
            "",
            "pbx.example:8443",
            "*.pbx",
            "bx.example",
            "192.0.2.1:80",
            "192.0.2.2",
            "*x",
            "[2001:db8::1]:1",
            "2001:db8::",
        ] {
            assert!(!direct(name, list) && !direct(address, list) && !direct(six, list), "{list}");
        }
    }
}
