//! What the body of a create or update may say at Fone Dynamics, member by member.

use std::net::Ipv4Addr;

use serde_json::{Map, Value as Json};

use super::refusal::Refusal;
use super::switches;
use crate::sandbox::Shape::{Array, Integer, Object, Text};
use crate::sandbox::{Request, Shape, Switches, texts};

/// What a create and an update may say.
const BODY: Shape = Object(&[
    ("Name", Text),
    ("DefaultCallerId", Text),
    ("Type", Integer),
    ("SipTrunkIpAddresses", Array(&Object(&[("IpAddress", Text)]))),
    ("SipTrunkCredentials", Object(&[("Realm", Text), ("Password", Text)])),
    ("SipTrunkAllowedCountries", Array(&Object(&[("CountryCode", Text)]))),
    ("ChannelLimit", Integer),
    ("CustomerReference", Text),
]);

/// What a body names; every member that it leaves out is `None`.
#[derive(Debug, Default)]
pub struct Change {
    pub name: Option<String>,
    pub caller_id: Option<String>,
    pub kind: Option<Kind>,
    /// As CIDR; whether one was spelled without a suffix is in `bare`.
    pub addresses: Option<Vec<String>>,
    pub bare: bool,
    pub credentials: Option<Credentials>,
    pub countries: Option<Vec<String>>,
    pub channel_limit: Option<i64>,
    /// Where null empties it, `Some(None)`.
    pub customer_reference: Option<Option<String>>,
}

/// `Type`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// 0: IP to IP.
    Ip,
    /// 1: authenticated.
    Authenticated,
}

/// `SipTrunkCredentials`.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub realm: String,
    pub password: String,
}

impl Change {
    /// The body, if it is a JSON object whose members exist, are of their type, and have values that the pages allow.
    pub fn read(request: &Request, switches: &Switches) -> Result<Self, Refusal> {
        let body = members(request, switches)?;
        let text = |name: &str| body.get(name).and_then(Json::as_str).map(str::to_owned);
        let number = |name: &str| body.get(name).and_then(Json::as_i64);
        let customer_reference = match body.get("CustomerReference") {
            Some(Json::Null) if switches.is(&switches::NULL, "clears") => Some(None),
            _ => text("CustomerReference").map(Some),
        };
        let addresses = elements(&body, "SipTrunkIpAddresses", "IpAddress")?;
        let countries = elements(&body, "SipTrunkAllowedCountries", "CountryCode")?;
        let block = body.get("SipTrunkCredentials").and_then(Json::as_object);
        Ok(Self {
            name: text("Name").map(name).transpose()?,
            caller_id: text("DefaultCallerId").map(caller_id).transpose()?,
            kind: number("Type").map(kind).transpose()?,
            bare: addresses.iter().flatten().any(|address| !address.contains('/')),
            addresses: each(addresses, address)?,
            credentials: block.map(credentials).transpose()?,
            countries: each(countries, country)?,
            channel_limit: number("ChannelLimit").map(channel_limit).transpose()?,
            customer_reference,
        })
    }
}

/// Null is as good as absent to the server's framework, so it has the right type everywhere.
fn members(request: &Request, switches: &Switches) -> Result<Map<String, Json>, Refusal> {
    if !request.says_json() {
        return Err(Refusal::invalid(&[]));
    }
    let json: Json = serde_json::from_slice(&request.body).map_err(|_| Refusal::invalid(&[]))?;
    let problems = BODY.problems(&json);
    let fields: Vec<&str> = problems.iter().map(|(field, _)| field.as_str()).collect();
    match json {
        Json::Object(mut members) if fields.is_empty() => {
            if request.method != "POST" {
                texts::clear(&mut members, switches).map_err(|member| Refusal::invalid(&[&member]))?;
            }
            Ok(members)
        }
        _ => Err(Refusal::invalid(&fields)),
    }
}

/// What an array holds, if the body has it.
type Texts = Option<Vec<String>>;

/// The texts in an array of objects that have one member each.
fn elements(body: &Map<String, Json>, array: &str, member: &str) -> Result<Texts, Refusal> {
    let Some(elements) = body.get(array).and_then(Json::as_array) else { return Ok(None) };
    let text = |element: &Json| element[member].as_str().map(str::to_owned).ok_or(Refusal::required(&[member]));
    elements.iter().map(text).collect::<Result<_, _>>().map(Some)
}

fn each(texts: Texts, check: fn(String) -> Result<String, Refusal>) -> Result<Texts, Refusal> {
    texts.map(|texts| texts.into_iter().map(check).collect()).transpose()
}

fn name(name: String) -> Result<String, Refusal> {
    if name.trim().is_empty() { Err(Refusal::invalid(&["Name"])) } else { Ok(name) }
}

/// The create page: E.164 of an Australian number, neither shared-rate (13, 1300) nor toll-free (1800). After +61 those
/// begin with 1, and every other number has nine digits, none of which in front is a 0.
fn caller_id(number: String) -> Result<String, Refusal> {
    let national = number.strip_prefix("+61").unwrap_or_default();
    let plain = national.len() == 9 && national.chars().all(|digit| digit.is_ascii_digit());
    let special = national.starts_with(['0', '1']);
    if plain && !special { Ok(number) } else { Err(Refusal::invalid(&["DefaultCallerId"])) }
}

fn kind(number: i64) -> Result<Kind, Refusal> {
    match number {
        0 => Ok(Kind::Ip),
        1 => Ok(Kind::Authenticated),
        _ => Err(Refusal::invalid(&["Type"])),
    }
}

/// The create page: a public IPv4 block of /24 or smaller. It does not say what becomes of host bits; here they are
/// cleared without a word, which is the harder case for a caller.
fn address(text: String) -> Result<String, Refusal> {
    let wrong = || Refusal::invalid(&["SipTrunkIpAddresses"]);
    let (host, length) = text.split_once('/').unwrap_or((&text, "32"));
    let host: Ipv4Addr = host.parse().map_err(|_| wrong())?;
    let length: u32 = length.parse().map_err(|_| wrong())?;
    if !(24..=32).contains(&length) || !public(host) {
        return Err(wrong());
    }
    let network = Ipv4Addr::from_bits(host.to_bits() & (u32::MAX << (32 - length)));
    Ok(format!("{network}/{length}"))
}

/// The page does not define "public". The documentation's own blocks are let in, so that examples can be tried.
fn public(address: Ipv4Addr) -> bool {
    let shared = matches!(address.octets(), [100, 64..=127, ..]);
    let reserved = matches!(address.octets(), [0 | 224..=255, ..]);
    !(address.is_private() || address.is_loopback() || address.is_link_local() || shared || reserved)
}

/// The update page: the object holds both keys.
fn credentials(object: &Map<String, Json>) -> Result<Credentials, Refusal> {
    let text = |key: &str| object.get(key).and_then(Json::as_str).map(str::to_owned);
    let realm = text("Realm").ok_or(Refusal::required(&["SipTrunkCredentials.Realm"]))?;
    let password = text("Password").ok_or(Refusal::required(&["SipTrunkCredentials.Password"]))?;
    if realm.trim().is_empty() {
        return Err(Refusal::invalid(&["SipTrunkCredentials.Realm"]));
    }
    if !strong(&password) {
        return Err(Refusal::invalid(&["SipTrunkCredentials.Password"]));
    }
    Ok(Credentials { realm, password })
}

/// The create page: at least 10 characters of all four classes, "no more than two identical characters in a row".
fn strong(password: &str) -> bool {
    let mut run = (None, 0);
    let mut longest = 0;
    for character in password.chars() {
        run = if run.0 == Some(character) { (run.0, run.1 + 1) } else { (Some(character), 1) };
        longest = longest.max(run.1);
    }
    let classes: [fn(&char) -> bool; 4] =
        [char::is_ascii_lowercase, char::is_ascii_uppercase, char::is_ascii_digit, char::is_ascii_punctuation];
    let has = |class: &fn(&char) -> bool| password.chars().any(|character| class(&character));
    password.chars().count() >= 10 && longest <= 2 && classes.iter().all(has)
}

/// Two capitals. No page lists the countries on offer; ZZ, which no country has, stands for one that is not.
fn country(code: String) -> Result<String, Refusal> {
    match code.as_bytes() {
        b"ZZ" => Err(Refusal::no_country()),
        [b'A'..=b'Z', b'A'..=b'Z'] => Ok(code),
        _ => Err(Refusal::invalid(&["SipTrunkAllowedCountries"])),
    }
}

fn channel_limit(limit: i64) -> Result<i64, Refusal> {
    if limit >= 1 { Ok(limit) } else { Err(Refusal::invalid(&["ChannelLimit"])) }
}
