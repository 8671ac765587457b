//! What holds between the attributes of a Yeastar trunk, beyond what belongs to its type.

use super::formats::numbers_in;
use crate::diagnostic::{Path, quoted};
use crate::schema::{Broken, Rule, broken_if, is_there};
use crate::value::{Object, Value};

/// All of them.
pub const ALL: &[Rule] = &[
    Rule { says: "An account trunk has no `transport = \"dnsnaptr\"`.", broken: account_without_dns },
    Rule { says: "`itsp` goes with the `country` that lists it, and not with `general`.", broken: itsp_of_a_country },
    Rule {
        says: "`outbound_proxy_enabled = true` needs `outbound_proxy_server` and an `outbound_proxy_port` of 1 or more.",
        broken: proxy_with_address,
    },
    Rule {
        says: "`sip_and_sdp_ip_addr` goes with `setting_of_sip_and_sdp_ip = \"custom\"`.",
        broken: address_of_one_s_own,
    },
    Rule {
        says: "In `outbound_cid_list`, `shared` needs `ext_list`; `range` needs `outbound_cid_to_ext_range`, an \
               `outbound_cid` with two ends of the same length and at most 500 numbers, and as many extensions as \
               numbers.",
        broken: caller_ids,
    },
];

/// `edit-a-sip-trunk`, the table of account trunks.
fn account_without_dns(trunk: &Object) -> Broken {
    let both = trunk.get("type").as_str() == Some("account") && trunk.get("transport").as_str() == Some("dnsnaptr");
    let says = "A trunk with type = \"account\" has no transport \"dnsnaptr\", because the far end comes to the PBX. Write \
                \"udp\", \"tcp\" or \"tls\".";
    broken_if(both, Path::attribute("transport"), says)
}

/// `query-itsp-of-sip-trunks`: every carrier is listed with its country, and `general` is the word for no template.
fn itsp_of_a_country(trunk: &Object) -> Broken {
    let itsp = trunk.get("itsp").as_str().is_some_and(|itsp| !itsp.is_empty());
    let country = trunk.get("country");
    let general = country.is_null() || country.as_str().is_some_and(|country| country.eq_ignore_ascii_case("general"));
    let says = "\"itsp\" names a carrier's template, which the PBX lists under a country. Write that country in \
                \"country\", or remove \"itsp\".";
    broken_if(itsp && general, Path::attribute("itsp"), says)
}

fn proxy_with_address(trunk: &Object) -> Broken {
    if trunk.get("outbound_proxy_enabled") != &Value::Bool(true) {
        return vec![];
    }
    let (server, port) = (trunk.get("outbound_proxy_server"), trunk.get("outbound_proxy_port"));
    let no_server = server.is_null() || server.as_str().is_some_and(|server| server.trim().is_empty());
    let no_port = port.is_null() || port.as_i64().is_some_and(|port| port < 1);
    let missing = |name: &str, write: &str| {
        format!(
            "\"outbound_proxy_enabled\" is true, so \"{name}\" is needed. Write {write}, or set \"outbound_proxy_enabled\" to false."
        )
    };
    // On the line that is there.
    let place = |name: &str| Path::attribute(if trunk.get(name).is_null() { "outbound_proxy_enabled" } else { name });
    let broken = |broken, name: &str, write: &str| broken_if(broken, place(name), missing(name, write));
    let server = broken(no_server, "outbound_proxy_server", "its address");
    let port = broken(no_port, "outbound_proxy_port", "a port from 1 to 65535, mostly 5060");
    [server, port].concat()
}

fn address_of_one_s_own(trunk: &Object) -> Broken {
    let address = trunk.get("sip_and_sdp_ip_addr").as_str().is_some_and(|address| !address.is_empty());
    let setting = trunk.get("setting_of_sip_and_sdp_ip");
    let other = setting.is_null() || setting.as_str().is_some_and(|setting| setting != "custom");
    let says = "\"sip_and_sdp_ip_addr\" counts with setting_of_sip_and_sdp_ip = \"custom\" only. Write that too, or \
                remove the address.";
    broken_if(address && other, Path::attribute("sip_and_sdp_ip_addr"), says)
}

/// The portal's page on outbound caller IDs, and the table `OutCaller_Info`.
fn caller_ids(trunk: &Object) -> Broken {
    let list = Path::attribute("outbound_cid_list");
    let elements = trunk.get("outbound_cid_list").elements().iter().enumerate();
    let objects = elements.filter_map(|(index, element)| Some((list.at(index), element.as_object()?)));
    objects
        .flat_map(|(path, element)| match element.get("outbound_cid_option").as_str() {
            Some("shared") => shared(&path, element),
            Some("range") => range(&path, element),
            _ => vec![],
        })
        .collect()
}

fn shared(path: &Path, element: &Object) -> Broken {
    let none = !is_there(element.get("ext_list"));
    let says = "A shared caller ID needs \"ext_list\". Write the extensions or groups that share it, such as \
                [{ type = \"extension\", id = 3 }].";
    broken_if(none, path.then("ext_list"), says)
}

fn range(path: &Path, element: &Object) -> Broken {
    const MOST: u128 = 500;
    let (cid, extensions) = (element.get("outbound_cid"), element.get("outbound_cid_to_ext_range"));
    let place = path.then("outbound_cid_to_ext_range");
    let mut found = vec![];
    let numbers = cid.as_str().map(|text| (text, numbers_in(text)));
    match numbers {
        Some((text, None)) => found.push((
            path.then("outbound_cid"),
            format!(
                "A range is its first and its last number, in digits of the same length and in this order, such as \
                 \"5503301-5503310\". It is {}. Write such a range, or \"shared\" as outbound_cid_option.",
                quoted(text)
            ),
        )),
        Some((text, Some(count))) if count > MOST => found.push((
            path.then("outbound_cid"),
            format!("A range holds at most {MOST} numbers, and {} holds {count}. Write several ranges.", quoted(text)),
        )),
        _ => {}
    }
    if !is_there(extensions) {
        let says = "A range of caller IDs needs \"outbound_cid_to_ext_range\". Write the first and the last extension, \
                    such as \"1001-1010\".";
        found.push((place, says.into()));
    } else if let Some(text) = extensions.as_str() {
        let count = numbers_in(text);
        match (numbers, count) {
            (_, None) => found.push((
                place,
                format!(
                    "{} is no range of extensions. Write the first and the last one, such as \"1001-1010\".",
                    quoted(text)
                ),
            )),
            (Some((_, Some(numbers))), Some(count)) if numbers != count => found.push((
                place,
                format!(
                    "{} holds {count} extensions, but \"outbound_cid\" holds {numbers} numbers. Write as many of the one as \
                     of the other.",
                    quoted(text)
                ),
            )),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trunk(members: &[(&'static str, Value)]) -> Object {
        members.iter().map(|(name, value)| (*name, value.clone())).collect()
    }

    fn places(members: &[(&'static str, Value)]) -> Vec<String> {
        let trunk = trunk(members);
        ALL.iter().flat_map(|rule| (rule.broken)(&trunk)).map(|(path, _)| path.to_string()).collect()
    }

    #[test]
    fn an_account_trunk_is_not_looked_up_in_dns() {
        assert_eq!(places(&[("type", "account".into()), ("transport", "dnsnaptr".into())]), ["transport"]);
        assert!(places(&[("type", "peer".into()), ("transport", "dnsnaptr".into())]).is_empty());
        assert!(places(&[("type", "account".into()), ("transport", Value::Unknown)]).is_empty());
    }

    #[test]
    fn a_carrier_has_a_country() {
        assert_eq!(places(&[("itsp", "Acme".into()), ("country", "General".into())]), ["itsp"]);
        assert_eq!(places(&[("itsp", "Acme".into())]), ["itsp"]);
        assert_eq!(places(&[("itsp", "Acme".into()), ("country", "general".into())]), ["itsp"]);
        assert!(places(&[("itsp", "Acme".into()), ("country", "Chile".into())]).is_empty());
        assert!(places(&[("itsp", "Acme".into()), ("country", Value::Unknown)]).is_empty());
        assert!(places(&[("itsp", "".into())]).is_empty());
    }

    #[test]
    fn a_proxy_has_an_address() {
        let on = ("outbound_proxy_enabled", Value::Bool(true));
        assert_eq!(places(std::slice::from_ref(&on)), ["outbound_proxy_enabled", "outbound_proxy_enabled"]);
        let zero = [on.clone(), ("outbound_proxy_server", "p".into()), ("outbound_proxy_port", 0.into())];
        assert_eq!(places(&zero), ["outbound_proxy_port"]);
        assert!(
            places(&[on.clone(), ("outbound_proxy_server", "p".into()), ("outbound_proxy_port", 1.into())]).is_empty()
        );
        let unknown = ("outbound_proxy_server", Value::Unknown);
        assert!(places(&[on, unknown, ("outbound_proxy_port", Value::Unknown)]).is_empty());
        assert!(places(&[("outbound_proxy_enabled", Value::Bool(false))]).is_empty());
    }

    #[test]
    fn an_address_of_its_own_is_custom() {
        let address = ("sip_and_sdp_ip_addr", "203.0.113.5".into());
        assert_eq!(places(std::slice::from_ref(&address)), ["sip_and_sdp_ip_addr"]);
        let setting = |word: Value| [address.clone(), ("setting_of_sip_and_sdp_ip", word)];
        assert_eq!(places(&setting("default".into())), ["sip_and_sdp_ip_addr"]);
        assert!(places(&setting("custom".into())).is_empty() && places(&setting(Value::Unknown)).is_empty());
    }

    fn caller_id(option: &str, cid: &str, extensions: Value, list: Value) -> Vec<String> {
        let members = [
            ("outbound_cid_option", option.into()),
            ("outbound_cid", cid.into()),
            ("outbound_cid_to_ext_range", extensions),
            ("ext_list", list),
        ];
        let other = trunk(&[("outbound_cid_option", Value::Unknown)]);
        let elements = vec![Value::Object(other), Value::Object(trunk(&members))];
        places(&[("outbound_cid_list", Value::List(elements))])
    }

    #[test]
    fn a_shared_caller_id_has_extensions() {
        let extension = Value::Object(trunk(&[("id", 3.into())]));
        let none = ["outbound_cid_list[1].ext_list"];
        assert_eq!(caller_id("shared", "5550101", Value::Null, Value::Null), none);
        assert_eq!(caller_id("shared", "5550101", Value::Null, Value::List(vec![])), none);
        assert!(caller_id("shared", "5550101", Value::Null, Value::List(vec![extension])).is_empty());
        assert!(caller_id("shared", "5550101", Value::Null, Value::Unknown).is_empty());
    }

    #[test]
    fn a_range_of_caller_ids_has_as_many_extensions() {
        let range = |cid: &str, extensions: &str| caller_id("range", cid, extensions.into(), Value::Null);
        let (cid, extensions) = ("outbound_cid_list[1].outbound_cid", "outbound_cid_list[1].outbound_cid_to_ext_range");
        assert!(range("5550110-5550119", "1010-1019").is_empty());
        assert!(range("+5550001-5550500", "1001-1500").is_empty());
        assert_eq!(range("5550001-5550501", "1001-1501"), [cid]);
        assert_eq!(range("5550110", "1010-1019"), [cid]);
        assert_eq!(range("5550110-5550119", "1010-1020"), [extensions]);
        assert_eq!(range("5550110-5550119", "1010"), [extensions]);
        assert_eq!(range("5550110-5550119", ""), [extensions]);
        assert_eq!(caller_id("range", "5550110-5550119", Value::Null, Value::Null), [extensions]);
        assert!(caller_id("range", "5550110-5550119", Value::Unknown, Value::Null).is_empty());
    }
}
