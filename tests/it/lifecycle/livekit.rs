//! The life of LiveKit's trunks, at the stand-in and at the real server.

use serde_json::{Value as Json, json};

use super::super::livekit::server::everywhere;
use super::super::support::livekit::{INBOUND, INBOUND_ADDRESS, LEAST, OUTBOUND, OUTBOUND_ADDRESS};
use super::super::support::sandbox::{Call, Sandbox};
use super::super::support::terraform::Workspace;
use super::bolna::without;

/// What an update of one attribute does.
enum Form {
    /// Sends this, and nothing else.
    Update(Json),
    /// Sends the trunk as it was, with this in it.
    Replace(Json),
    /// Sends the object of media as it was, with this in it, and this beside it.
    Media(Json, Json),
}
use Form::{Media, Replace, Update};

/// A line of a configuration, another one, and what that costs.
type Row = (&'static str, &'static str, Form);

/// Every attribute of an outbound trunk.
fn outbound_rows() -> Vec<Row> {
    vec![
        (r#""carrier out""#, r#""other""#, Update(json!({"name": "other"}))),
        (r#""any text""#, r#""""#, Update(json!({"metadata": ""}))),
        (r#"example:5061""#, r#"example:5062""#, Update(json!({"address": "sip.carrier.example:5062"}))),
        (r#", "+15550102""#, "", Update(json!({"numbers": {"set": ["+15550101"]}}))),
        (r#""tls""#, r#""udp""#, Update(json!({"transport": "SIP_TRANSPORT_UDP"}))),
        (r#""us""#, r#""de""#, Update(json!({"destination_country": "de"}))),
        (r#"username              = "carrier""#, "", Update(json!({"auth_username": ""}))),
        (r#""not-a-real-secret""#, r#""another-secret""#, Update(json!({"auth_password": "***"}))),
        (r#"{ X-Team = "support" }"#, r#"{ X-Team = "sales" }"#, Replace(json!({"headers": {"X-Team": "sales"}}))),
        (r#"{ X-Team = "support" }"#, "{}", Replace(json!({"headers": {}}))),
        (r#"{ X-Account = "account" }"#, r#"{ From = "f" }"#, Replace(json!({"headers_to_attributes": {"From": "f"}}))),
        (r#"{ result = "X-Result" }"#, r#"{ a = "X-A" }"#, Replace(json!({"attributes_to_headers": {"a": "X-A"}}))),
        (r#""all_headers""#, r#""no_headers""#, Replace(json!({"include_headers": "SIP_NO_HEADERS"}))),
        (r#""voice.example.com""#, r#""v2.example.com""#, Update(json!({"from_host": "v2.example.com"}))),
        (
            r#""allow""#,
            r#""require""#,
            Media(
                json!({"encryption": "SIP_MEDIA_ENCRYPT_REQUIRE"}),
                json!({"media_encryption": "SIP_MEDIA_ENCRYPT_REQUIRE"}),
            ),
        ),
        (r#"["PCMU/8000"]"#, r#"["G722"]"#, Media(json!({"codecs": [{"name": "G722"}]}), json!({}))),
        (r#"= false"#, r#"= true"#, Media(json!({"only_listed_codecs": true}), json!({}))),
        (r#""45s""#, r#""45.5s""#, Media(json!({"media_timeout": "45.5s"}), json!({}))),
        (r#""45s""#, r#""""#, Media(json!({"media_timeout": "absent"}), json!({}))),
    ]
}

/// What an inbound trunk has besides.
fn inbound_rows() -> Vec<Row> {
    vec![
        (r#"["+15550100"]"#, "[]", Update(json!({"numbers": {"clear": true}}))),
        (r#"["203.0.113.0/28"]"#, r#"["192.0.2.1"]"#, Update(json!({"allowed_addresses": {"set": ["192.0.2.1"]}}))),
        (r#"["203.0.113.0/28"]"#, "null", Update(json!({"allowed_addresses": {"clear": true}}))),
        (r#"["+15550900"]"#, "null", Update(json!({"allowed_numbers": {"clear": true}}))),
        (r#""sip.example.com""#, r#""""#, Update(json!({"auth_realm": ""}))),
        (r#""30s""#, r#""40s""#, Replace(json!({"ringing_timeout": "40s"}))),
        (r#""30s""#, r#""""#, Replace(json!({"ringing_timeout": null}))),
        (r#""3600s""#, "null", Replace(json!({"max_call_duration": null}))),
        (r#"krisp_enabled         = true"#, "", Replace(json!({"krisp_enabled": false}))),
        (r#""carrier in""#, r#""other""#, Update(json!({"name": "other"}))),
    ]
}

/// Everything a trunk can have, for each row a trunk of its own, with its line replaced if `changed`. What arrives is told
/// apart by its number, of which there is one for each.
fn side_by_side(hcl: &str, rows: &[Row], changed: bool) -> String {
    let trunk = |(place, (from, to, _)): (usize, &Row)| {
        assert!(hcl.contains(from), "{from}");
        let own = if changed { hcl.replace(from, to) } else { hcl.to_owned() };
        own.replace("\"carrier\" {", &format!("\"row{place}\" {{")).replace(NUMBER, &number(place))
    };
    rows.iter().enumerate().map(trunk).collect()
}

/// The number of the trunk of [`INBOUND`], which no two trunks may have.
const NUMBER: &str = "+15550100";

fn number(place: usize) -> String {
    format!("+1555020{place:02}")
}

/// A trunk is made as `made` says, and each of its attributes changed: its line in the configuration, another one, and what
/// that costs.
async fn costs(sandbox: &Sandbox, workspace: &Workspace, address: &str, hcl: &str, made: Json, rows: Vec<Row>) {
    let (first, second) = (side_by_side(hcl, &rows, false), side_by_side(hcl, &rows, true));
    workspace.apply(&first).await.ok();
    let creates = sandbox.changes().await;
    for place in 0..rows.len() {
        let due: Json =
            serde_json::from_str(&made.to_string().replace(NUMBER, &number(place))).expect("it is still JSON");
        assert!(creates.iter().any(|call| call.request == due), "{due:#} {creates:#?}");
    }
    assert_eq!(creates.len(), rows.len());
    workspace.plan(&first).await.empty();
    let held = sandbox.objects("livekit").await;
    workspace.plan(&second).await.exited(2);
    assert_eq!(sandbox.changes().await, [], "a plan changes nothing");

    workspace.apply(&second).await.ok();
    let calls = sandbox.changes().await;
    for (place, (_, to, form)) in rows.iter().enumerate() {
        let kind = address.split('.').next().expect("type.name");
        let state = workspace.state(&format!("{kind}.row{place}")).expect("it is in the state");
        let id = &state.attributes["id"];
        let mut before = held.iter().find(|trunk| trunk["sip_trunk_id"] == *id).expect("it was there").clone();
        before["auth_password"] = json!("***");
        let due = match form {
            Update(body) => json!({"update": body}),
            Replace(body) => json!({"replace": with(before, body)}),
            Media(inside, beside) => {
                let media = with(before["media"].clone(), inside);
                json!({"update": with(json!({"media": media}), beside)})
            }
        };
        let own: Vec<&Call> = calls.iter().filter(|call| call.request["sip_trunk_id"] == *id).collect();
        let [call] = &own[..] else { panic!("{to}: {own:#?}") };
        let mut came = call.request.clone();
        came.as_object_mut().expect("a body").remove("sip_trunk_id").expect("the id");
        assert_eq!(came, due, "{to}");
    }
    assert_eq!(calls.len(), rows.len());
    workspace.plan(&second).await.empty();
    workspace.apply(&first).await.ok();
    workspace.plan(&first).await.empty();
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("livekit").await, Vec::<Json>::new());
}

/// The members of one object over those of another; null takes one away.
fn with(mut object: Json, over: &Json) -> Json {
    let members = object.as_object_mut().expect("an object");
    for (name, value) in over.as_object().expect("an object") {
        match value {
            Json::String(text) if text == "absent" => drop(members.remove(name)),
            value => drop(members.insert(name.clone(), value.clone())),
        }
    }
    object
}

/// The only trunk there is.
async fn held(sandbox: &Sandbox) -> Json {
    let mut objects = sandbox.objects("livekit").await;
    assert_eq!(objects.len(), 1, "{objects:#?}");
    objects.remove(0)
}

#[tokio::test]
async fn every_attribute_of_an_outbound_trunk_changes_by_the_least_that_does_it() {
    for sandbox in everywhere(&["livekit.unknown-members=refused"]).await {
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        let made = json!({"trunk": {"name": "carrier out", "metadata": "any text", "address": "sip.carrier.example:5061",
            "numbers": ["+15550101", "+15550102"], "transport": "SIP_TRANSPORT_TLS", "destination_country": "us",
            "auth_username": "carrier", "auth_password": "***", "headers": {"X-Team": "support"},
            "headers_to_attributes": {"X-Account": "account"}, "attributes_to_headers": {"result": "X-Result"},
            "include_headers": "SIP_ALL_HEADERS", "from_host": "voice.example.com",
            "media_encryption": "SIP_MEDIA_ENCRYPT_ALLOW",
            "media": {"encryption": "SIP_MEDIA_ENCRYPT_ALLOW", "codecs": [{"name": "PCMU", "rate": 8000}],
                "only_listed_codecs": false, "media_timeout": "45s"}}});
        costs(&sandbox, &workspace, OUTBOUND_ADDRESS, OUTBOUND, made, outbound_rows()).await;
    }
}

#[tokio::test]
async fn every_attribute_of_an_inbound_trunk_changes_by_the_least_that_does_it() {
    for sandbox in everywhere(&["livekit.unknown-members=refused"]).await {
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        let made = json!({"trunk": {"name": "carrier in", "metadata": "{\"team\":\"support\"}", "numbers": [NUMBER],
            "allowed_addresses": ["203.0.113.0/28"], "allowed_numbers": ["+15550900"], "auth_username": "carrier",
            "auth_password": "***", "auth_realm": "sip.example.com", "headers": {"X-Team": "support"},
            "headers_to_attributes": {"X-Account": "account"}, "attributes_to_headers": {"result": "X-Result"},
            "include_headers": "SIP_X_HEADERS", "ringing_timeout": "30s", "max_call_duration": "3600s",
            "krisp_enabled": true, "media_encryption": "SIP_MEDIA_ENCRYPT_REQUIRE",
            "media": {"encryption": "SIP_MEDIA_ENCRYPT_REQUIRE",
                "codecs": [{"name": "PCMU", "rate": 8000}, {"name": "G722"}], "only_listed_codecs": true,
                "media_timeout": "45s"}}});
        costs(&sandbox, &workspace, INBOUND_ADDRESS, INBOUND, made, inbound_rows()).await;
    }
}

/// A server that shows passwords shows a trunk without one with an empty text.
#[tokio::test]
async fn a_password_that_was_shown_and_is_emptied_there_is_drift() {
    for given in
        ["  password = \"not-a-real-secret\"\n", "  password_wo = \"not-a-real-secret\"\n  password_wo_version = 1\n"]
    {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let hcl = LEAST.replace("  address ", &format!("{given}  address "));
        workspace.apply(&hcl).await.ok();
        sandbox.meddle("livekit", &held(&sandbox).await, json!({"auth_password": ""})).await;
        assert_eq!(held(&sandbox).await["auth_password"], "");
        workspace.plan(&hcl).await.exited(2).says(&["1 to change"]);
        workspace.apply(&hcl).await.ok();
        assert_eq!(held(&sandbox).await["auth_password"], "not-a-real-secret");
        workspace.plan(&hcl).await.empty();
    }
}

/// Generated configuration spells what looks like JSON with `jsonencode`.
#[tokio::test]
async fn metadata_in_another_layout_is_no_change() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let with = |metadata: &str| LEAST.replace("  address ", &format!("  metadata = {metadata}\n  address "));
    workspace.apply(&with(r#""{\"team\": \"desk\", \"a\": 1}""#)).await.ok();
    workspace.plan(&with("jsonencode({ a = 1, team = \"desk\" })")).await.empty();
    workspace.apply(&with("jsonencode({ a = 2, team = \"desk\" })")).await.ok();
    assert_eq!(held(&sandbox).await["metadata"], r#"{"a":2,"team":"desk"}"#);
}

/// What the vendor holds of a password that the state does not have, nobody knows: an empty one takes it away.
#[tokio::test]
async fn an_empty_password_takes_away_one_that_is_in_no_state() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let with = |lines: &str| LEAST.replace("  address ", &format!("{lines}  address "));
    let write_only =
        |password: &str, version| with(&format!("  password_wo = {password:?}\n  password_wo_version = {version}\n"));
    let has = async |password: &str| held(&sandbox).await["auth_password"].as_str().unwrap_or_default() == password;
    workspace.apply(&write_only("not-a-real-secret", 1)).await.ok();
    assert!(has("not-a-real-secret").await);
    workspace.apply(&write_only("", 2)).await.ok();
    assert!(has("").await);
    workspace.plan(&write_only("", 2)).await.empty();

    workspace.apply(LEAST).await.ok();
    let trunk = held(&sandbox).await;
    assert_eq!(sandbox.meddle("livekit", &trunk, json!({"auth_password": "set-by-hand"})).await.status, 200);
    let emptied = with("  password = \"\"\n");
    workspace.apply(&emptied).await.ok();
    assert!(has("").await);
    workspace.plan(&emptied).await.empty();
}

/// Nulls, words of a newer server, members that nobody here knows: a replacement and an update of media leave them.
#[tokio::test]
async fn what_is_not_managed_survives_every_form_of_update() {
    let sandbox = Sandbox::start(&["livekit.extra-keys=everywhere"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(LEAST).await.ok();
    let trunk = held(&sandbox).await;
    let by_hand = json!({"created_at": "2026-01-02T03:04:05Z", "auth_password": "set-by-hand"});
    assert_eq!(sandbox.meddle("livekit", &trunk, by_hand).await.status, 200);
    let before = held(&sandbox).await;
    for line in ["headers = { X-A = \"1\" }", "codecs = [\"PCMA\"]", "media_timeout = \"5s\"", "name = \"n\""] {
        let hcl = LEAST.replace("  address ", &format!("  {line}\n  address "));
        workspace.apply(&hcl).await.ok();
        workspace.plan(&hcl).await.empty();
        workspace.apply(LEAST).await.ok();
        workspace.plan(LEAST).await.empty();
        let mut after = held(&sandbox).await;
        after["media"] = before["media"].clone();
        assert_eq!(after, before, "{line}");
        assert_eq!(held(&sandbox).await["media"]["dtmf_mode"], before["media"]["dtmf_mode"], "{line}");
    }
}

#[tokio::test]
async fn a_server_that_drops_a_change_in_silence_is_found_out() {
    let sandbox = Sandbox::start(&["livekit.dropped=headers"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(OUTBOUND).await.ok();
    let changed = OUTBOUND.replace("{ X-Team = \"support\" }", "{ X-Team = \"sales\" }");
    workspace.apply(&changed).await.failed(&["LiveKit did not take headers", "X-Team\" = \"support\""]);
    workspace.plan(&changed).await.exited(2);
}

#[tokio::test]
async fn a_hidden_password_is_never_overwritten_with_its_mask() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let without = OUTBOUND.replace("  password              = \"not-a-real-secret\"\n", "");
    workspace.apply(&without).await.ok();
    let trunk = held(&sandbox).await;
    sandbox.meddle("livekit", &trunk, json!({"auth_password": "set-by-hand"})).await;
    let changed = without.replace("{ X-Team = \"support\" }", "{ X-Team = \"sales\" }");
    let given = changed.replace("  username ", "  password = \"from-here-on\"\n  username ");
    for shown in ["masked", "omitted"] {
        sandbox.switch("livekit.password", shown).await;
        workspace.apply(&changed).await.failed(&["hides the password", "Write \"password\"", "Nothing was changed"]);
        assert_eq!(held(&sandbox).await["auth_password"], "set-by-hand");
    }
    workspace.apply(&given).await.ok();
    workspace.apply(&given.replace("sales", "omitted")).await.ok();
    assert_eq!(held(&sandbox).await["auth_password"], "from-here-on");
    sandbox.switch("livekit.password", "masked").await;
    workspace.apply(&given.replace("sales", "support")).await.ok();
    assert_eq!(held(&sandbox).await["auth_password"], "from-here-on");
    let written_only =
        given.replace("password = \"from-here-on\"", "password_wo = \"from-here-on\"\n  password_wo_version = 1");
    workspace.apply(&written_only).await.ok();
    workspace.apply(&written_only.replace("sales", "other")).await.ok();
    assert_eq!(held(&sandbox).await["auth_password"], "from-here-on");
}

/// Empty text may stand for a password, and for none.
#[tokio::test]
async fn a_password_that_is_shown_as_empty_text_is_not_taken_away() {
    let sandbox = Sandbox::start(&["livekit.password=empty"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let with = |lines: &str| LEAST.replace("  address ", &format!("{lines}  address "));
    let user = "  username = \"u\"\n";
    let given = "  username = \"u\"\n  password_wo = \"not-a-real-secret\"\n  password_wo_version = 1\n";
    let headers = "  headers = { X-A = \"1\" }\n";
    let refused = ["hides the password", "Write \"password\" (\"\" if there is none)", "Nothing was changed"];
    let password = async || held(&sandbox).await["auth_password"].clone();
    // It was made with one that is in no configuration any more.
    workspace.apply(&with(given)).await.ok();
    workspace.apply(&with(user)).await.ok();
    workspace.apply(&with(&format!("{user}{headers}"))).await.failed(&refused);
    workspace.apply(&with("  name = \"n\"\n  username = \"u\"\n")).await.ok();
    workspace.apply(&with(&format!("{user}{headers}"))).await.failed(&refused);
    assert_eq!(password().await, "not-a-real-secret");
    workspace.apply(&with(&format!("{given}{headers}"))).await.ok();
    assert_eq!(password().await, "not-a-real-secret");
    // Nobody has told of one that was there before an import.
    let address = "siptrunk_livekit_outbound_trunk.carrier";
    let id = held(&sandbox).await["sip_trunk_id"].as_str().expect("an id").to_owned();
    workspace.apply(&with(user)).await.failed(&refused);
    workspace.write(&with(&format!("{user}{headers}")));
    workspace.found_again(address, &id).await.ok();
    workspace.apply(&with(user)).await.failed(&refused);
    assert_eq!(password().await, "not-a-real-secret");
    // Who says that there is none, has it taken away.
    workspace.apply(&with("  username = \"u\"\n  password = \"\"\n")).await.ok();
    assert_eq!(password().await, "");
    workspace.apply(&with(&format!("{user}{headers}"))).await.ok();
    workspace.destroy().await.ok();
    // A trunk that was made without one has none, and neither has one without a user.
    workspace.apply(&with(user)).await.ok();
    workspace.apply(&with(&format!("{user}{headers}"))).await.ok();
    workspace.apply(LEAST).await.ok();
    let id = held(&sandbox).await["sip_trunk_id"].as_str().expect("an id").to_owned();
    workspace.found_again(address, &id).await.ok();
    for shown in ["empty", "omitted"] {
        sandbox.switch("livekit.password", shown).await;
        workspace.apply(&with(headers)).await.ok();
        workspace.apply(LEAST).await.ok();
    }
}

/// Nobody can take over a password that the configuration does not have: the new trunk would be without it.
#[tokio::test]
async fn a_trunk_with_a_password_is_not_replaced_by_one_without() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let with = |lines: &str| LEAST.replace("  address ", &format!("{lines}  address "));
    let (user, password) = ("  username = \"u\"\n", "  username = \"u\"\n  password = \"not-a-real-secret\"\n");
    let address = "siptrunk_livekit_outbound_trunk.carrier";
    let replace = format!("-replace={address}");
    let replaced = async |lines: &str| {
        workspace.write(&with(lines));
        workspace.run(&["apply", "-auto-approve", "-no-color", &replace]).await
    };
    workspace.apply(&with(password)).await.ok();
    let refused = ["Missing password", "is replaced has a password", "password = \"\" makes one without"];
    replaced(user).await.failed(&refused);
    let id = held(&sandbox).await["sip_trunk_id"].as_str().expect("an id").to_owned();
    workspace.found_again(address, &id).await.ok();
    replaced(user).await.failed(&refused);
    assert_eq!(held(&sandbox).await["sip_trunk_id"], json!(id));
    replaced(password).await.ok();
    assert_eq!(held(&sandbox).await["auth_password"], "not-a-real-secret");
    replaced("  username = \"u\"\n  password = \"\"\n").await.ok();
    replaced(user).await.ok();
    assert_eq!(held(&sandbox).await["auth_password"], "");
}

#[tokio::test]
async fn two_that_know_one_trunk_change_it_one_after_the_other() {
    for sandbox in everywhere(&[]).await {
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(LEAST).await.ok();
        let id = held(&sandbox).await["sip_trunk_id"].as_str().expect("an id").to_owned();
        let second = |line: &str| {
            LEAST.replace("\"carrier\"", "\"second\"").replace("  address ", &format!("  {line}\n  address "))
        };
        workspace.write(&(LEAST.to_owned() + &second("")));
        workspace.import("siptrunk_livekit_outbound_trunk.second", &id).await.ok();
        let first = LEAST.replace("  address ", "  headers = { X-A = \"1\" }\n  address ");
        let both = first + &second("attributes_to_headers = { a = \"X-B\" }");
        workspace.apply(&both).await;
        let trunk = held(&sandbox).await;
        assert_eq!((&trunk["headers"], &trunk["attributes_to_headers"]), (&json!({"X-A": "1"}), &json!({"a": "X-B"})));
    }
}

#[tokio::test]
async fn drift_is_shown_whatever_it_looks_like() {
    for sandbox in everywhere(&[]).await {
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(OUTBOUND).await.ok();
        for (by_hand, shown) in [
            (json!({"transport": 9}), r#"transport             = "9" -> "tls""#),
            (json!({"headers": {}}), "headers"),
            (json!({"media": null, "media_encryption": "SIP_MEDIA_ENCRYPT_REQUIRE"}), r#""require" -> "allow""#),
            (
                json!({"media": {"encryption": "SIP_MEDIA_ENCRYPT_ALLOW", "codecs": [{"name": "PCMU", "rate": 8000}]}}),
                "media_timeout",
            ),
            (json!({"numbers": ["+1"]}), "phone_numbers"),
        ] {
            let trunk = held(&sandbox).await;
            assert_eq!(sandbox.meddle("livekit", &trunk, by_hand.clone()).await.status, 200, "{by_hand}");
            workspace.plan(OUTBOUND).await.exited(2).says(&[shown]);
            workspace.apply(OUTBOUND).await.ok();
            workspace.plan(OUTBOUND).await.empty();
        }
    }
}

/// Numbers, newer words, no `media`, a password that is not shown: none of it is a difference.
#[tokio::test]
async fn no_spelling_of_an_answer_is_a_difference() {
    for switches in [
        &["enums=numbers", "arrays=reversed", "timestamps=set"][..],
        &["extra-keys=everywhere", "password=masked"],
        &["password=omitted"],
        &["password=empty"],
        &["media=missing"],
    ] {
        let named: Vec<String> = switches.iter().map(|switch| format!("livekit.{switch}")).collect();
        let sandbox = Sandbox::start(&named.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut both = INBOUND.to_owned() + OUTBOUND;
        if switches == ["media=missing"] {
            both = without_media(&both);
        }
        workspace.apply(&both).await.ok();
        workspace.plan(&both).await.empty();
        workspace.destroy().await.ok();
        assert_eq!(sandbox.objects("livekit").await, Vec::<Json>::new(), "{switches:?}");
    }
}

/// The same but for what came with `media`.
fn without_media(hcl: &str) -> String {
    without(hcl, &["codecs", "only_listed_codecs", "media_timeout"])
}

/// It passes over in silence what it does not know.
#[tokio::test]
async fn an_older_server_that_takes_nothing_of_media_is_found_out() {
    let sandbox = Sandbox::start(&["livekit.media=missing"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let did_not = ["LiveKit did not take codecs", "LiveKit did not take media_timeout"];
    // A create that is an error would be made again.
    workspace.apply(OUTBOUND).await.ok().says(&did_not).says(&["Warning: "]);
    workspace.destroy().await.ok();
    workspace.apply(&without_media(OUTBOUND)).await.ok();
    workspace.apply(OUTBOUND).await.failed(&did_not);
    workspace.plan(&without_media(OUTBOUND)).await.empty();
}

#[tokio::test]
async fn a_trunk_is_imported_by_its_id_and_by_a_name_that_no_other_has() {
    for sandbox in everywhere(&[]).await {
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(OUTBOUND).await.ok();
        let id = held(&sandbox).await["sip_trunk_id"].as_str().expect("an id").to_owned();
        for by in [id.as_str(), "carrier out"] {
            workspace.found_again(OUTBOUND_ADDRESS, by).await.ok();
            workspace.plan(OUTBOUND).await.empty();
        }
        workspace.write(&(OUTBOUND.to_owned() + INBOUND));
        let other = "no inbound trunk with the id or name & If it is an outbound trunk, use \"siptrunk_livekit_outbound_trunk\"";
        workspace.import(INBOUND_ADDRESS, &id).await.failed(&other.split(" & ").collect::<Vec<_>>());
        sandbox
            .at(
                "livekit",
                "POST",
                "CreateSIPOutboundTrunk",
                json!({"trunk": {"name": "carrier out", "address": "h", "numbers": ["+1"]}}),
            )
            .await;
        let run = workspace.found_again(OUTBOUND_ADDRESS, "carrier out").await;
        run.failed(&[
            "Several outbound trunks have this name",
            "has 2 with the name \"carrier out\": ",
            id.as_str(),
            "Use the id of one.",
        ]);
    }
}

#[tokio::test]
async fn a_refresh_of_many_costs_two_calls_for_each_kind() {
    for sandbox in everywhere(&[]).await {
        let Some(workspace) = sandbox.workspace().await else { return };
        let trunk = |at: usize| LEAST.replace("\"carrier\"", &format!("\"t{at}\""));
        let hcl: String = (0..12).map(trunk).collect();
        workspace.apply(&hcl).await.ok();
        sandbox.calls().await;
        workspace.plan(&hcl).await.empty();
        let lines: Vec<String> = sandbox.calls().await.into_iter().map(|call| call.line).collect();
        let of = |deed: &str| lines.iter().filter(|line| line.contains(deed)).count();
        assert_eq!((of("ListSIPOutbound"), of("GetSIPOutbound"), lines.len()), (1, 1, 2), "{lines:#?}");
    }
}

/// Nothing in an answer says that there is more.
#[tokio::test]
async fn a_list_in_pages_is_read_to_its_end() {
    let sandbox = Sandbox::start(&["livekit.list-limit=1"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let trunk = |at: usize| {
        LEAST
            .replace("\"carrier\"", &format!("\"t{at}\""))
            .replace("  address ", &format!("  name = \"n{at}\"\n  address "))
    };
    let hcl: String = (0..3).map(trunk).collect();
    workspace.apply(&hcl).await.ok();
    workspace.plan(&hcl).await.empty();
    for at in 0..3 {
        let address = format!("siptrunk_livekit_outbound_trunk.t{at}");
        workspace.found_again(&address, &format!("n{at}")).await.ok();
    }
    workspace.plan(&hcl).await.empty();
    let all = "data \"siptrunk_livekit_outbound_trunks\" \"all\" {}\noutput \"count\" {\n  value = \
               length(data.siptrunk_livekit_outbound_trunks.all.outbound_trunks)\n}\n";
    workspace.plan(&(hcl + all)).await.exited(2).says(&["+ count = 3"]);
}

#[tokio::test]
async fn a_delete_is_believed_only_when_the_trunk_is_no_more() {
    for sandbox in everywhere(&[]).await {
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(LEAST).await.ok();
        let trunk = held(&sandbox).await;
        sandbox.ask("livekit", "POST", "DeleteSIPTrunk", json!({"sip_trunk_id": trunk["sip_trunk_id"]})).await;
        workspace.plan(LEAST).await.exited(2).says(&["1 to add"]);
        sandbox.calls().await;
        workspace.run(&["destroy", "-auto-approve", "-refresh=false"]).await.ok();
        let lines: Vec<Call> = sandbox.calls().await;
        assert!(
            lines.iter().any(|call| call.line.ends_with("/GetSIPOutboundTrunk") && call.status == Some(404)),
            "{lines:#?}"
        );
    }
}

/// Each has only looked at numbers that nobody has, and LiveKit holds an update that gives a trunk none but new ones against
/// no other.
#[tokio::test]
async fn of_updates_that_want_one_number_one_gets_it() {
    for sandbox in everywhere(&[]).await {
        let Some(workspace) = sandbox.workspace().await else { return };
        let hcl = |number: &str| {
            format!(
                "resource \"siptrunk_livekit_inbound_trunk\" \"it\" {{\n  count = 5\n  phone_numbers = [\"{number}\"]\n}}\n"
            )
        };
        workspace.apply(&hcl("+1555010${count.index}")).await.ok();
        workspace.write(&hcl("+15550200"));
        let run = workspace.run(&["apply", "-auto-approve", "-parallelism=20", "-no-color"]).await;
        let run = run.failed(&["+15550200", "depends_on", "Nothing was sent"]);
        assert_eq!(run.text.matches("Error: ").count(), 4, "{run}");
        let held = sandbox.objects("livekit").await;
        let with = held.iter().filter(|trunk| trunk["numbers"] == json!(["+15550200"])).count();
        assert_eq!((held.len(), with), (5, 1), "{held:#?}");
        // None of them is frozen.
        workspace.apply(&hcl("+1555010${count.index}")).await.ok();
    }
}

/// One clear sentence each, and no token in it.
#[tokio::test]
async fn what_is_wrong_with_the_settings_is_named() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(LEAST).await.ok();
    let block = |settings: &str| format!("provider \"siptrunk\" {{\n  livekit {{\n{settings}\n  }}\n}}\n{LEAST}");
    for (settings, words) in [
        ("    api_key = \"APIunknown\"", "the server knows no such \"api_key\" (LIVEKIT_API_KEY)"),
        ("    api_secret = \"wrong-secret-of-32-characters----\"", "is not the secret of this \"api_key\""),
        ("    url = \"ws://127.0.0.1:9\"", "could not be sent to 127.0.0.1:9"),
    ] {
        let run = workspace.plan(&block(settings)).await.failed(&[words]);
        let told = run.text;
        assert!(!told.contains("eyJ") && !told.contains("wrong-secret"), "{told}");
    }
}

/// A codec without its rate is another one than with it.
#[tokio::test]
async fn a_rate_is_taken_away() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = |codecs: &str| {
        format!(
            "resource \"siptrunk_livekit_inbound_trunk\" \"it\" {{\n  phone_numbers = [\"{NUMBER}\"]\n  allowed_ips = \
             [\"192.0.2.1\"]\n  codecs = {codecs}\n}}\n"
        )
    };
    workspace.apply(&hcl("[\"PCMU/8000\"]")).await.ok();
    for (codecs, sent) in [
        (r#"["PCMU"]"#, json!([{"name": "PCMU"}])),
        (r#"["G722", "PCMU/8000"]"#, json!([{"name": "G722"}, {"name": "PCMU", "rate": 8000}])),
        (r#"["PCMU", "PCMU/16000"]"#, json!([{"name": "PCMU"}, {"name": "PCMU", "rate": 16000}])),
    ] {
        sandbox.calls().await;
        workspace.apply(&hcl(codecs)).await.ok();
        let changes = sandbox.changes().await;
        assert_eq!(changes.last().expect("a change").request["update"]["media"]["codecs"], sent, "{codecs}");
        workspace.plan(&hcl(codecs)).await.empty();
    }
}
