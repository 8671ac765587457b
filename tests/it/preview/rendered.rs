//! Whatever stands in a plan, and wherever it stands there: Markdown is rendered as GitHub and GitLab do, and has the same
//! markup and the same words outside of code as with a harmless text there. In text nothing reaches a terminal that it would
//! obey or show otherwise.

use comrak::{Options, markdown_to_html};
use serde_json::{Value as Json, json};
use siptrunk::preview::Preview;

use super::markup::{HOSTILE, holds};
use super::refusals::program;
use super::{change, desk, plan, update};

/// A harmless text, long enough that none is cut for being the longer one.
const HARMLESS: &str = "harmless";

/// A plan with this text somewhere in it.
type Place = (&'static str, fn(&str) -> Json);

fn trunk(kind: &str, actions: &[&str], before: Json, after: Json) -> Json {
    let mut trunk = change(&format!("siptrunk_{kind}.x"), actions, before, after);
    trunk["type"] = format!("siptrunk_{kind}").into();
    trunk["name"] = "x".into();
    trunk
}

fn inbound(headers: Json) -> Json {
    json!({"id": "ST_1", "phone_numbers": ["+15550100"], "headers": headers})
}

fn agent(host: &str) -> Json {
    json!({"id": "T1", "name": "a", "provider_name": "custom", "auth_type": "ip", "allowed_ips": ["203.0.113.4"],
        "gateways": [{"host": host, "port": 5060, "priority": 1}]})
}

fn madrid(advanced: &Json) -> Json {
    json!({"id": "1", "name": "m", "gateways": [{"host": "a.example", "port": 5060}], "advanced": advanced.to_string()})
}

/// An update whose description waits for this reference.
fn waiting(reference: &str) -> Json {
    let mut one = update("a", "b");
    one["change"]["after_unknown"] = json!({"description": true});
    one["change"]["after"].as_object_mut().expect("an object").remove("description");
    let mut plan = plan(json!([one]));
    plan["configuration"] = json!({"root_module": {"resources": [{"address": "siptrunk_crazytel_trunk.desk",
        "expressions": {"description": {"references": [reference]}}}]}});
    plan
}

const PLACES: &[Place] = &[
    ("an address", |text| {
        let mut one = update("a", "b");
        one["address"] = text.into();
        plan(json!([one]))
    }),
    ("a former address", |text| {
        let mut one = update("a", "b");
        one["previous_address"] = text.into();
        plan(json!([one]))
    }),
    ("what a deleted trunk is known by", |text| {
        plan(json!([change("siptrunk_crazytel_trunk.desk", &["delete"], desk(text), Json::Null)]))
    }),
    ("a key", |text| {
        let mut one = update("a", "b");
        one["address"] = format!("siptrunk_crazytel_trunk.desk[\"{text}\"]").into();
        one["index"] = text.into();
        plan(json!([one]))
    }),
    ("a module and its key", |text| {
        let mut one = update("a", "b");
        one["module_address"] = format!("module.{text}[\"{text}\"]").into();
        one["address"] = format!("module.{text}[\"{text}\"].siptrunk_crazytel_trunk.desk").into();
        plan(json!([one]))
    }),
    ("a value", |text| plan(json!([update("a", text)]))),
    ("a value of a new object", |text| {
        plan(json!([change("siptrunk_crazytel_trunk.desk", &["create"], Json::Null, desk(text))]))
    }),
    ("a value that was there", |text| plan(json!([update(text, "b")]))),
    ("an id in a path", |text| {
        let mut one = update("a", "b");
        one["change"]["before"]["id"] = text.into();
        one["change"]["after"]["id"] = text.into();
        plan(json!([one]))
    }),
    ("an id of what goes", |text| {
        let mut before = desk("a");
        before["id"] = text.into();
        plan(json!([change("siptrunk_crazytel_trunk.desk", &["delete"], before, Json::Null)]))
    }),
    ("a name in a map", |text| {
        plan(json!([trunk("livekit_inbound_trunk", &["update"], inbound(json!({})), inbound(json!({text: "x"})))]))
    }),
    ("a value in a map", |text| {
        let [before, after] = ["x", text].map(|text| inbound(json!({"X-A": text})));
        plan(json!([trunk("livekit_inbound_trunk", &["update"], before, after)]))
    }),
    ("a member of an object in a list", |text| {
        plan(json!([trunk("bolna_trunk", &["update"], agent("a.example"), agent(text))]))
    }),
    ("JSON of its own", |text| {
        let [before, after] = ["x", text].map(|text| madrid(&json!({"a": {"b": text}, text: 1})));
        plan(json!([trunk("nebrija_trunk", &["update"], before, after)]))
    }),
    ("what a value waits for", |text| waiting(&format!("local.{text}"))),
    ("what takes a new object", |text| {
        let mut one = update("a", "b");
        one["change"]["actions"] = json!(["delete", "create"]);
        one["change"]["replace_paths"] = json!([[text], ["b", text]]);
        plan(json!([one]))
    }),
    ("what a second request empties", |text| {
        let mut one = update(text, "b");
        one["change"]["after"]["description"] = Json::Null;
        plan(json!([one]))
    }),
    ("a setting in a path", |text| {
        let trunk = trunk(
            "fonedynamics_trunk",
            &["create"],
            Json::Null,
            json!({"name": "n", "caller_id": "+61255501234", "auth_type": "ip", "allowed_ips": ["203.0.113.4"]}),
        );
        let mut plan = plan(json!([trunk]));
        plan["configuration"] = json!({"provider_config": {"siptrunk": {"name": "siptrunk",
            "full_name": "registry.terraform.io/siptrunk/siptrunk",
            "expressions": {"fonedynamics": {"property_sid": {"constant_value": text}}}}},
            "root_module": {"resources": []}});
        plan
    }),
    ("an alias, a base URL and the name of a resource", |text| {
        let mut one = update("a", "b");
        one["name"] = text.into();
        let mut plan = plan(json!([one]));
        plan["configuration"] = json!({"provider_config": {text: {"name": "siptrunk", "alias": text,
            "full_name": "registry.terraform.io/siptrunk/siptrunk",
            "expressions": {"crazytel": {"base_url": {"constant_value": text}}}}},
            "root_module": {"resources": [{"address": format!("siptrunk_crazytel_trunk.{text}"),
                "provider_config_key": text}]}});
        plan
    }),
    ("what is left to a later plan", |text| {
        let mut one = update("a", "b");
        one["address"] = text.into();
        let mut plan = plan(json!([update("a", "b")]));
        plan["deferred_changes"] = json!([{"reason": text, "resource_change": one}]);
        plan
    }),
];

/// Plans that are refused in a sentence that holds a text of theirs.
const REFUSED: &[Place] = &[
    ("an unknown action", |text| {
        let mut one = update("a", "b");
        one["address"] = text.into();
        one["change"]["actions"] = json!([text]);
        plan(json!([one]))
    }),
    ("values that are not there", |text| plan(json!([change(text, &["delete"], Json::Null, Json::Null)]))),
    ("an attribute that nobody knows", |text| {
        let mut one = update("a", "b");
        one["address"] = text.into();
        one["change"]["after"]["fax"] = text.into();
        plan(json!([one]))
    }),
    ("a resource that nobody knows", |text| {
        let mut one = update("a", "b");
        one["address"] = text.into();
        one["type"] = format!("siptrunk_{text}").into();
        plan(json!([one]))
    }),
    ("a schema that nobody knows", |text| {
        let mut plan = plan(json!([]));
        plan["configuration"] = json!({"root_module": {"resources": [
            {"address": format!("siptrunk_crazytel_trunk.{text}"), "schema_version": 9}]}});
        plan
    }),
];

/// All that GitHub and GitLab make of Markdown, and more.
fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.autolink = true;
    extension.strikethrough = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.inline_footnotes = true;
    extension.alerts = true;
    extension.multiline_block_quotes = true;
    extension.description_lists = true;
    extension.math_dollars = true;
    extension.math_code = true;
    extension.wikilinks_title_after_pipe = true;
    extension.subscript = true;
    extension.superscript = true;
    options.parse.relaxed_autolinks = true;
    options.render.r#unsafe = true;
    options.render.github_pre_lang = true;
    options
}

/// The tags of a page and its words outside of code, which the services search for names, numbers and links.
fn skeleton(markdown: &str) -> String {
    let page = markdown_to_html(markdown, &options());
    let (mut skeleton, mut rest) = (String::new(), page.as_str());
    while let Some(at) = rest.find("<code") {
        let code = &rest[at..];
        let tag = code.find('>').expect("a tag ends") + 1;
        // Nothing in code is a tag: what a text has of it is escaped.
        let end = code[tag..].find('<').expect("code ends") + tag;
        assert!(code[end..].starts_with("</code>"), "markup in code: {}", &code[..code.len().min(end + 80)]);
        skeleton += &rest[..at + tag];
        rest = &code[end..];
    }
    skeleton + rest
}

/// Characters that a terminal obeys, or that are not seen or turn others around.
fn obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[test]
fn rendered_it_has_the_markup_of_a_harmless_one_whatever_stands_in_it() {
    for (place, plan) in PLACES {
        let read = |text: &str| {
            Preview::read(plan(text).to_string().as_bytes()).unwrap_or_else(|refusal| panic!("{place}: {refusal}"))
        };
        let harmless = read(HARMLESS).markdown(10_000_000);
        let expected = skeleton(&harmless);
        assert!(expected.contains("<summary><b>"), "{place}: {expected}");
        let long = "`</details>\n@team ".repeat(7_000);
        for text in HOSTILE.iter().copied().chain([long.as_str()]) {
            let preview = read(text);
            let markdown = preview.markdown(10_000_000);
            holds(&markdown);
            assert_eq!(skeleton(&markdown), expected, "{place}: {:?}", &text[..text.len().min(100)]);
            for limit in [2_000, 60_000] {
                let markdown = preview.markdown(limit);
                holds(&markdown);
                assert!(markdown.len() <= limit, "{place}: {} > {limit}", markdown.len());
            }
        }
    }
}

#[test]
fn no_terminal_gets_what_it_would_obey_and_no_line_begins_with_a_value() {
    const BEGINNINGS: &[&str] = &[
        "SIP trunks: ",
        "! ",
        "replace ",
        "delete ",
        "update ",
        "create ",
        "  * ",
        "  P",
        "  DELETE ",
        "  GET ",
        "    + ",
        "    - ",
        "      ",
    ];
    for (place, plan) in PLACES {
        for text in HOSTILE {
            let json = plan(text).to_string();
            let preview = Preview::read(json.as_bytes()).unwrap_or_else(|refusal| panic!("{place}: {refusal}"));
            let shown = anstream::adapter::strip_str(&preview.text()).to_string();
            for line in shown.lines() {
                assert!(!line.contains(obeyed) && !line.contains("@team"), "{place}: {line:?}");
                assert!(
                    line.is_empty() || BEGINNINGS.iter().any(|begins| line.starts_with(begins)),
                    "{place}: {line:?}"
                );
            }
        }
    }
}

/// To a terminal and through a pipe: the same values, and nothing in them that is obeyed or lost.
#[test]
fn json_has_every_value_as_it_is_and_shows_none_that_is_obeyed() {
    for (place, plan) in PLACES {
        for text in HOSTILE.iter().copied().chain(["\u{7f}\u{9b}31m\u{1b}[2J\u{80}x"]) {
            let json = plan(text).to_string();
            let expected = Preview::read(json.as_bytes()).unwrap_or_else(|refusal| panic!("{place}: {refusal}")).json();
            if *place != "a value" && !text.contains('\u{7f}') {
                continue;
            }
            let output = program(&["--format", "json"], json.as_bytes());
            let shown = String::from_utf8(output.stdout).expect("text");
            assert!(!shown.lines().any(|line| line.contains(obeyed)), "{place}: {shown:?}");
            assert_eq!(serde_json::from_str::<Json>(&shown).expect("JSON"), expected, "{place}");
        }
    }
}

#[test]
fn an_error_is_one_line_that_no_terminal_obeys() {
    for (place, plan) in REFUSED {
        for text in HOSTILE {
            let Err(refusal) = Preview::read(plan(text).to_string().as_bytes()) else { panic!("{place}: not refused") };
            let told = refusal.to_string();
            assert!(!told.contains(obeyed) && !told.contains("@team"), "{place}: {told:?}");
        }
    }
    let output = program(&["\u{1b}[31m\u{202e}no/such"], b"");
    let told = String::from_utf8(output.stderr).expect("text");
    assert!(!told.trim_end().contains(obeyed), "{told:?}");
}
