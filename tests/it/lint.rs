//! Rules that every vendor's tables keep, checked over all of them.

use std::collections::{BTreeMap, BTreeSet};

use siptrunk::request::{Form, Response};
use siptrunk::schema::settings::{MAX_RETRIES, REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use siptrunk::schema::{
    Attribute, Call, Codec, Elements, Kind, Life, Order, Place, Presence, Unknown, Verdict, objects, string,
};
use siptrunk::vendors::{VENDORS, resources};

/// Every table with its name: resources and the settings of vendors. Nested tables follow their parents.
fn tables() -> Vec<(String, Vec<Attribute>)> {
    let settings = VENDORS.iter().map(|vendor| (vendor.name.to_owned(), vendor.settings.to_vec()));
    let attributes = resources().map(|(_, resource)| (resource.name.to_owned(), resource.attributes.to_vec()));
    let timeouts = resources().map(|(_, resource)| (format!("{}.timeouts", resource.name), resource.timeouts()));
    let mut all: Vec<_> = settings.chain(attributes).chain(timeouts).collect();
    let mut at = 0;
    while at < all.len() {
        let (name, table) = all[at].clone();
        for attribute in table {
            if let Some(nested) = attribute.kind.nested() {
                all.push((format!("{name}.{}", attribute.name), nested.to_vec()));
            }
        }
        at += 1;
    }
    all
}

fn snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[test]
fn names_are_snake_case_and_unique() {
    for (table, attributes) in tables() {
        let names: BTreeSet<_> = attributes.iter().map(|attribute| attribute.name).collect();
        assert_eq!(names.len(), attributes.len(), "{table} has a name twice");
        for name in names {
            assert!(snake_case(name), "{table}.{name}");
        }
    }
}

#[test]
fn the_vendors_names_are_unique() {
    for (table, attributes) in tables() {
        let paths: Vec<_> = attributes.iter().filter_map(Attribute::json_path).collect();
        let unique: BTreeSet<_> = paths.iter().collect();
        assert_eq!(unique.len(), paths.len(), "{table}: {paths:?}");
    }
}

#[test]
fn documentation_is_whole_sentences() {
    for (table, attributes) in tables() {
        for attribute in attributes {
            let doc = attribute.doc;
            let begins = doc.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
            assert!(begins && doc.ends_with('.') && !doc.contains("  "), "{table}.{}: {doc}", attribute.name);
        }
    }
}

#[test]
fn every_resource_links_its_vendors_pages() {
    for (vendor, resource) in resources() {
        assert!(vendor.access.ends_with('.'), "{}", vendor.name);
        assert!(!resource.pages.is_empty(), "{}", resource.name);
        for (title, url) in resource.pages {
            assert!(!title.is_empty() && url.starts_with("https://"), "{}: {url}", resource.name);
        }
    }
}

#[test]
fn what_an_update_can_empty_says_how() {
    for (_, resource) in resources() {
        for attribute in resource.attributes {
            let emptied = attribute.presence == Presence::Optional
                && matches!(attribute.place, Place::Body(_))
                && !attribute.is_kept()
                && attribute.fits.required.is_empty()
                && attribute.life == Life::Free;
            let says = !attribute.cleared_by.is_empty();
            assert!(says || !emptied, "{}.{} can be removed but not cleared", resource.name, attribute.name);
        }
    }
}

/// It is sent as the step made it, without a look at what only the vendor has, and is answered as the newer call is.
#[test]
fn the_older_call_for_a_whole_object_loses_nothing_of_the_vendors() {
    for (_, resource) in resources() {
        let Some(older) = resource.calls.update_whole else { continue };
        assert_eq!(resource.calls.update.map(|call| call.is_silent), Some(older.is_silent), "{}", resource.name);
        for attribute in resource.attributes {
            let carried = match attribute.kind {
                Kind::Objects(elements) => elements.unknown == Unknown::Carried,
                _ => attribute.codec == Codec::Json,
            };
            assert!(!carried, "{}.{}", resource.name, attribute.name);
        }
    }
}

#[test]
fn references_by_name_lead_somewhere() {
    for (_, resource) in resources() {
        let known = |name: &str| resource.attribute(name).is_some();
        for attribute in resource.attributes {
            assert!(attribute.sent_with.iter().all(|name| known(name)), "{}.{}", resource.name, attribute.name);
            let kinds: Vec<_> = attribute.fits.only.iter().chain(attribute.fits.required).collect();
            assert!(kinds.is_empty() || resource.kind.is_some(), "{}.{}", resource.name, attribute.name);
            for kind in kinds {
                let chooser = resource.attribute(resource.kind.unwrap()).unwrap();
                let Codec::Words(words) = chooser.codec else {
                    panic!("{}.{} has no words", resource.name, chooser.name)
                };
                assert!(words.iter().any(|(word, _)| word == kind), "{}.{}: {kind}", resource.name, attribute.name);
            }
        }
        for form in resource.import {
            assert!(form.split('/').all(known), "{}: {form}", resource.name);
        }
    }
}

#[test]
fn every_path_is_filled_from_attributes_and_settings() {
    for (vendor, resource) in resources() {
        let calls = &resource.calls;
        let all = [Some(&calls.create), calls.read.as_ref(), calls.update.as_ref(), calls.update_whole.as_ref()];
        for call in all.into_iter().flatten().chain([&calls.delete, &calls.list.call]) {
            for path in call.paths {
                for name in Call::names_in(path) {
                    let setting = vendor.setting(name);
                    assert!(setting.is_some() || resource.attribute(name).is_some(), "{}: {path}", resource.name);
                    // A user who asks for an object writes its id too.
                    let refuses = |attribute: &Attribute| ["", ".", ".."].iter().all(|text| !passes(attribute, text));
                    assert!(resource.attribute(name).is_none_or(refuses), "{}.{name}", resource.name);
                }
            }
        }
    }
}

#[test]
fn what_a_vendor_says_of_settings_leads_to_settings() {
    for vendor in VENDORS {
        let trust = vendor.trust.iter().flat_map(|trust| [trust.authorities, trust.anybody]);
        let all = [REQUESTS_PER_MINUTE, MAX_RETRIES, REQUEST_TIMEOUT].map(|setting| setting.name);
        let addresses = vendor.settings.iter().filter(|setting| setting.place == Place::Address);
        assert_eq!(addresses.count(), 1, "{}: one address of the API", vendor.name);
        let all = all.into_iter().chain(vendor.auth.settings()).chain(trust);
        for name in all.chain(vendor.patience) {
            assert!(vendor.setting(name).is_some(), "{}: {name}", vendor.name);
        }
        let needed: Vec<_> = vendor.settings.iter().filter(|setting| setting.presence == Presence::Required).collect();
        assert!(needed.is_empty(), "{}: {needed:?} may come from the environment", vendor.name);
    }
}

#[test]
fn what_no_call_can_change_takes_a_new_object() {
    for (_, resource) in resources().filter(|(_, resource)| resource.calls.update.is_none()) {
        let fixed = |attribute: &&Attribute| attribute.writable() && attribute.life != Life::Fixed;
        let fixed: Vec<_> = resource.attributes.iter().filter(fixed).collect();
        assert!(fixed.is_empty(), "{}: {fixed:?}", resource.name);
    }
}

#[test]
fn a_key_is_an_open_attribute_in_the_vendors_list() {
    for (_, resource) in resources() {
        let named = ["id"].into_iter().chain(resource.natural_key).chain(resource.label);
        assert_eq!(resource.keys().count(), named.count(), "{}", resource.name);
        for key in resource.keys() {
            let path = key.json_path().is_some_and(|path| !path.contains('.'));
            assert!(path && !key.is_secret(), "{}.{}", resource.name, key.name);
        }
    }
}

#[test]
fn vendors_are_sorted_and_resources_carry_their_name() {
    assert!(VENDORS.is_sorted_by_key(|vendor| vendor.name));
    for (vendor, resource) in resources() {
        assert!(resource.name.starts_with(&format!("{}_", vendor.name)), "{}", resource.name);
        let id = resource.attribute("id").expect("every resource has an id");
        assert!(!id.writable() && id.life == Life::Stable, "{}", resource.name);
    }
}

#[test]
fn passwords_and_tokens_are_secret() {
    for (table, attributes) in tables() {
        // Beside a secret of its own, a key is the name of that.
        let named = attributes.iter().any(|attribute| attribute.name == "api_secret");
        for attribute in attributes.iter().filter(|attribute| !(named && attribute.name == "api_key")) {
            let words =
                ["password", "passphrase", "token", "secret", "api_key", "private_key", "credential", "pin_code"];
            let telling = words.iter().any(|word| attribute.name.contains(word));
            let counts = matches!(attribute.place, Place::Version(_));
            assert!(attribute.is_secret() || counts || !telling, "{table}.{} could be a secret", attribute.name);
        }
    }
}

/// The attributes of these names, in whatever table, that a user may write.
fn written_as(names: &[&str]) -> Vec<(String, Attribute)> {
    let named = |(table, attributes): (String, Vec<Attribute>)| {
        let fitting =
            attributes.into_iter().filter(|attribute| names.contains(&attribute.name) && attribute.writable());
        fitting.map(|attribute| (format!("{table}.{}", attribute.name), attribute)).collect::<Vec<_>>()
    };
    let found: Vec<_> = tables().into_iter().flat_map(named).collect();
    assert!(found.len() > 1, "{names:?}");
    found
}

fn passes(attribute: &Attribute, text: &str) -> bool {
    attribute.all_checks().all(|check| check.holds(&text.into()))
}

/// Texts that mean something to people and do not pass, and all that an error on whatever attribute may have them write instead. What
/// is not in it would mean less, or something else.
const MEANT: &[(&str, &[&str])] = &[
    ("5m ", &["\"5m\"", "\"300s\""]),
    (" 1h", &["\"1h\"", "\"3600s\""]),
    ("1h30", &[]),
    (
        "30",
        &[
            "\"30s\"",
            "\"30s\" for seconds",
            "\"30m\" for minutes",
            "\"030\". Without quotes, Terraform drops a leading zero",
        ],
    ),
    ("61", &["\"61s\"", "\"61s\" for seconds", "\"61m\" for minutes"]),
    ("0011 44 20 7946 0000", &["\"+442079460000\"", "\"442079460000\""]),
    ("0011 61 2 5550 0001", &["\"+61255500001\"", "\"61255500001\""]),
    ("0061 2 5550 0001", &[]),
    ("00 44 20 7946 0000", &[]),
    ("011 44 20 7946 0000", &[]),
    ("+6102 5550 0001", &["\"+61255500001\"", "\"61255500001\""]),
    ("+61 (0)2 5550 0001", &["\"+61255500001\"", "\"61255500001\""]),
    ("(02) 5550 0001", &["\"+61255500001\"", "\"61255500001\""]),
    ("(021) 234 5678", &[]),
    ("09 555 0123", &[]),
    ("9555 0123", &[]),
    ("+61 2 5550 0001 +61 2 5550 0002", &[]),
    ("+61 2 5550 0001-9", &[]),
    ("+61 2 5550 0001 ext. 12", &[]),
    ("1.2.3.4/255.255.255.0", &["\"1.2.3.0/24\"", "\"1.2.3.4\" for the address alone"]),
    ("1.2.3.0/255.255.255.0", &["\"1.2.3.0/24\""]),
    ("1.2.3.0/0.0.0.255", &[]),
    ("1.2.3.0/024", &["\"1.2.3.0/24\""]),
    ("1.2.3.0/ 24", &["\"1.2.3.0/24\""]),
    ("1.2.3.0/+24", &[]),
    ("1.2.3.0/33", &[]),
    ("1.2.3.0/24 ", &["\"1.2.3.0/24\""]),
    ("1.2.3.4/0", &["\"0.0.0.0/0\"", "\"1.2.3.4\" for the address alone"]),
    ("1.2.3.4/32 ", &["\"1.2.3.4/32\"", "\"1.2.3.4\""]),
    ("1.2.3.4:5060", &["\"1.2.3.4\" and the port in its own place"]),
    ("1.2.3.4-1.2.3.9", &[]),
    ("1.2.3.4 5.6.7.8", &[]),
    ("1.2.3.4, 5.6.7.8", &["\"1.2.3.4,5.6.7.8\""]),
    ("h.example:5061", &["\"h.example\" and the port in its own place"]),
    ("h.example, i.example", &["\"h.example,i.example\""]),
    ("h.example i.example", &[]),
    ("sip:h.example", &["\"h.example\""]),
    ("sip:h.example:5061", &["\"h.example:5061\"", "\"h.example\" and the port in its own place"]),
    ("sips:h.example", &[]),
    ("sips:h.example:5061", &[]),
    ("h:5060;transport=tls", &[]),
    ("sip:h.example;transport=tls", &[]),
    ("100@h.example", &[]),
    ("sip:u:pw@h.example", &[]),
    ("https://h.example/x", &[]),
    ("https://h.example:8443", &[]),
    ("tls://h.example", &[]),
    ("wss://h.example", &[]),
    ("G.711", &[]),
    ("G.729 ", &["\"g729\"", "\"G.729\""]),
    ("g729 gsm", &[]),
    ("PCMU, PCMA", &["\"ulaw,alaw\""]),
];

#[test]
fn advice_means_what_was_written() {
    let of_resources = |(name, _): &(String, Vec<Attribute>)| name.contains('_');
    for (table, attributes) in tables().into_iter().filter(of_resources) {
        // A name is whatever a user likes.
        for attribute in attributes.iter().filter(|attribute| attribute.writable() && !attribute.is("name")) {
            for (text, fitting) in MEANT {
                let value = (*text).into();
                let broken = attribute.all_checks().find(|check| !check.holds(&value));
                let advice = broken.map(|check| check.instead(&value)).unwrap_or_default();
                for advice in advice.into_iter().filter(|advice| passes(attribute, &advice.text)) {
                    let told = format!("\"{}\"{}", advice.text, advice.note);
                    assert!(fitting.contains(&told.as_str()), "{table}.{}: {text:?}: write {told}", attribute.name);
                }
            }
        }
    }
}

#[test]
fn every_number_may_be_written_in_e164() {
    for (name, number) in written_as(&["caller_id", "sms_sender", "phone_number", "did", "outbound_cid"]) {
        assert!(passes(&number, "+61455500001"), "{name}");
    }
}

#[test]
fn an_address_is_its_block_at_every_vendor_and_a_block_has_one_name() {
    for (name, blocks) in written_as(&["allowed_ips"]) {
        assert!(passes(&blocks, "203.0.113.7") && passes(&blocks, "203.0.113.7/32"), "{name}");
        assert_eq!(blocks.spell("203.0.113.7"), blocks.spell("203.0.113.7/32"), "{name}");
        for text in ["203.0.113.7/28", "203.0.113.7/0", "192.0.2", "192.0.2.010"] {
            assert!(!passes(&blocks, text), "{name}: {text}");
        }
        // LiveKit compares a name with the host in the From header.
        assert_eq!(passes(&blocks, "sip.carrier.example"), name.starts_with("livekit_"), "{name}");
    }
}

#[test]
fn a_host_is_the_same_at_every_vendor() {
    for (name, host) in written_as(&["host", "domain", "outbound_proxy_server", "sip_and_sdp_ip_addr"]) {
        for text in ["sip.carrier.example", "192.0.2.1", "2001:db8::1"] {
            assert!(passes(&host, text), "{name}: {text}");
        }
        for text in ["sip:a.example", "a.example:5060", "a b", "a..b", "-", "192.0.2", "192.0.2.010", "fe80::1%eth0"] {
            assert!(!passes(&host, text), "{name}: {text}");
        }
        assert_eq!(host.spell("SIP.Carrier.example."), host.spell("sip.carrier.example"), "{name}");
    }
}

/// The words of an attribute's declaration that mean nothing in an element of a list.
fn meaningless_in_an_element(attribute: &Attribute) -> Vec<&'static str> {
    let dotted = attribute.json_path().is_none_or(|path| path.contains('.'));
    let inner = match attribute.kind {
        Kind::Objects(elements) => elements.unknown != Unknown::Left,
        _ => attribute.codec == Codec::Json,
    };
    let words = [
        ("fits", !attribute.fits.only.is_empty() || !attribute.fits.required.is_empty()),
        ("secrecy", attribute.is_secret()),
        ("life", attribute.life != Life::Free),
        ("place", dotted || !matches!(attribute.place, Place::Body(_))),
        ("sent_with", !attribute.sent_with.is_empty()),
        // Only what a body itself holds is carried over.
        ("unknown", inner),
    ];
    words.into_iter().filter_map(|(word, meaningless)| meaningless.then_some(word)).collect()
}

#[test]
fn an_element_is_declared_with_words_that_mean_something_there() {
    for (table, attributes) in tables().into_iter().filter(|(name, _)| name.contains('.')) {
        for attribute in attributes {
            assert_eq!(meaningless_in_an_element(&attribute), [""; 0], "{table}.{}", attribute.name);
        }
    }
    let plain = string("name", "Name.");
    let elements: &'static Elements =
        &Elements { attributes: &[], keys: &[], order: Order::Nobodys, unknown: Unknown::Carried };
    for (word, attribute) in [
        ("fits", plain.only_for(&["peer"])),
        ("secrecy", plain.secret()),
        ("life", plain.replaces()),
        ("life", plain.after_create()),
        ("place", plain.json("inner.name")),
        ("place", plain.address()),
        ("sent_with", plain.sent_with(&["other"])),
        ("unknown", plain.json_text()),
        ("unknown", objects("list", "List.", elements)),
    ] {
        assert_eq!(meaningless_in_an_element(&attribute), [word]);
    }
}

#[test]
fn elements_are_told_apart_by_attributes_that_they_have() {
    for (table, attributes) in tables() {
        for attribute in attributes {
            let Kind::Objects(elements) = attribute.kind else { continue };
            for key in elements.keys {
                let known = elements.attributes.iter().any(|nested| nested.name == *key);
                assert!(known, "{table}.{}: {key}", attribute.name);
            }
        }
    }
}

/// One fact at every vendor, in whatever form it comes: a vendor that is called too often has done nothing.
#[test]
fn a_call_too_many_may_come_again_at_every_vendor() {
    for (_, resource) in resources() {
        for body in ["", "null", "<html>Slow down", "Too Many Requests", "{}", r#"{"error": "Not found"}"#] {
            let verdict = |status: u16| {
                let answer = Response { status, body: body.to_owned(), ..Default::default() };
                resource.hooks.verdict(&answer)
            };
            assert_eq!(verdict(429), Verdict::Later, "{}: {body}", resource.name);
            for status in [408, 500, 502, 503, 504, 520, 529] {
                assert_eq!(verdict(status), Verdict::Unclear, "{}: {status} {body}", resource.name);
            }
        }
    }
}

/// An answer is judged when it comes, before anybody asks about which object it is.
#[test]
fn all_resources_of_a_vendor_judge_alike() {
    for vendor in VENDORS {
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"error":404,"message":"SIP trunk not found"}"#,
            r#"{"error":"Phone number not found"}"#,
            r#"{"detail":"Not Found"}"#,
            r#"{"code":"not_found","msg":"requested sip trunk does not exist"}"#,
            r#"{"code":"bad_route"}"#,
            r#"{"code":"unknown","msg":"no trunk numbers specified"}"#,
        ] {
            for status in [200, 201, 204, 302, 400, 401, 403, 404, 405, 408, 409, 410, 422, 429, 500, 501, 503] {
                let answer = Response { status, body: body.to_owned(), ..Default::default() };
                let judged = vendor.hooks().verdict(&answer);
                for resource in vendor.resources {
                    assert_eq!(resource.hooks.verdict(&answer), judged, "{}: {status} {body}", resource.name);
                }
            }
        }
    }
}

/// Typed by hand, from the vendors' pages.
#[test]
fn the_members_that_hold_secrets_are_known_at_every_vendor() {
    let known = VENDORS.iter().map(|vendor| (vendor.name, BTreeSet::from_iter(vendor.secret_members())));
    let due: [(&str, &[&str]); 6] = [
        ("bolna", &["auth_password", "api_key"]),
        ("crazytel", &["password", "api_key"]),
        ("fonedynamics", &["Password", "token"]),
        ("livekit", &["auth_password", "api_secret"]),
        ("nebrija", &["password", "token"]),
        ("yeastar", &["password", "client_secret", "access_token", "refresh_token"]),
    ];
    let due: BTreeMap<_, _> =
        due.into_iter().map(|(vendor, names)| (vendor, BTreeSet::from_iter(names.to_vec()))).collect();
    assert_eq!(known.collect::<BTreeMap<_, _>>(), due);
}

/// JSON may be an object, with what nobody here knows.
#[test]
fn json_of_a_success_that_cannot_be_read_is_in_no_vendors_words() {
    for (_, resource) in resources() {
        for (body, form) in [
            ("<html>Quarz7Lupine", Form::Page),
            (r#"{"data": {"key": "Quarz7Lupine""#, Form::HalfJson),
            (r#"{"data": {"key": "Quarz7Lupine"}}"#, Form::Json),
            (r#"["Quarz7Lupine"]"#, Form::Json),
            ("Quarz7Lupine", Form::Text),
        ] {
            let complaint = |status| {
                let answer = Response { status, body: body.to_owned(), ..Default::default() };
                resource.hooks.complaint(&answer)
            };
            let words = if matches!(form, Form::Page | Form::Text) { body } else { "" };
            for status in [200, 202] {
                let unread = Some((form, body.len()));
                assert_eq!((complaint(status).message.as_str(), complaint(status).unread), (words, unread));
            }
            assert_eq!(complaint(502).message, body, "{}", resource.name);
        }
    }
}

/// What leaving out means follows from the table and is written by the page itself.
#[test]
fn no_sentence_says_by_hand_what_leaving_out_means() {
    let resources: BTreeSet<_> = resources().map(|(_, resource)| resource.name).collect();
    for (table, attributes) in tables() {
        let of_a_resource = resources.contains(table.split('.').next().unwrap_or_default());
        for attribute in attributes.into_iter().filter(|attribute| of_a_resource && attribute.place != Place::Address) {
            let doc = attribute.doc.to_lowercase();
            let says = ["left out", "leaving it out", "leaving out", "clears it", "clears them", "default:"];
            assert!(!says.iter().any(|words| doc.contains(words)), "{table}.{}: {doc}", attribute.name);
        }
    }
}
