//! The provider's settings: what is missing, what is wrong, where it may come from.

use serde_json::json;

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Run, Workspace};
use super::super::support::trunks::{DESK, HQ, PEER, ROOMS};
use super::{diagnostics, says};

const BOLNA: &str = r#"resource "siptrunk_bolna_trunk" "support" {
  name          = "support-line"
  provider_name = "custom"
  auth_type     = "ip"
  allowed_ips   = ["203.0.113.10"]
  gateways      = [{ host = "sip.carrier.example" }]
}
"#;

const NEBRIJA: &str = r#"resource "siptrunk_nebrija_trunk" "support" {
  name     = "support"
  gateways = [{ host = "sip.carrier.example" }]
  username = "support"
  password = "Harbour42Bridge"
}
"#;

const FONE_ACCOUNT: &str = "fonedynamics {\n  account_sid = \"AC1\"\n  token = \"t\"\n}";

fn provider(settings: &str) -> String {
    format!("provider \"siptrunk\" {{\n{settings}\n}}\n")
}

fn at_crazytel(setting: &str) -> String {
    format!("crazytel {{ {setting} }}")
}

async fn planned(workspace: &Workspace, settings: &str, resource: &str) -> Run {
    workspace.plan(&(provider(settings) + resource)).await
}

#[tokio::test]
async fn what_is_missing_is_named_with_both_ways_to_give_it() {
    let Some(workspace) = Workspace::new().await else { return };
    for (settings, resource, words) in [
        ("", DESK, &["Crazytel needs api_key", "crazytel { api_key = ... }", "CRAZYTEL_API_KEY"][..]),
        ("", HQ, &["Fone Dynamics needs account_sid and token", "FONEDYNAMICS_ACCOUNT_SID and FONEDYNAMICS_TOKEN"]),
        (r#"fonedynamics { account_sid = "AC1" }"#, HQ, &["Fone Dynamics needs token", "FONEDYNAMICS_TOKEN"]),
        (FONE_ACCOUNT, HQ, &["Missing property_sid", "Set it on the resource", "FONEDYNAMICS_PROPERTY_SID"]),
    ] {
        planned(&workspace, settings, resource).await.failed(words);
    }
    let workspace = workspace.with("FONEDYNAMICS_PROPERTY_SID", "..");
    let dots =
        ["Invalid property_sid", "\"property_sid\" must be what the vendor calls it by: not empty, and not dots"];
    planned(&workspace, FONE_ACCOUNT, HQ).await.failed(&dots);
}

#[tokio::test]
async fn a_vendor_that_nobody_uses_needs_nothing() {
    let Some(workspace) = Workspace::new().await else { return };
    planned(&workspace, r#"crazytel { api_key = "k" }"#, DESK).await.exited(2);
    workspace.plan("").await.empty();
}

/// Each resource says once all that its vendor needs, so that none is hidden behind another.
#[tokio::test]
async fn what_is_missing_is_one_error_of_each_resource() {
    let Some(workspace) = Workspace::new().await else { return };
    workspace.write(&ROOMS.replace("\" {", "\" {\n  count = 20"));
    let run = workspace.run(&["plan", "-json", "-input=false"]).await.exited(1);
    let errors: Vec<_> = run.stdout.lines().filter(|line| line.contains(r#""@level":"error""#)).collect();
    assert_eq!(errors.len(), 20, "{run}");
    assert!(errors.iter().all(|error| error.contains("LiveKit needs url, api_key and api_secret")), "{run}");
}

/// One for every kind of setting, at every vendor.
const WRONG: [(&str, &str); 11] = [
    ("BOLNA_API_KEY", "Lh6Tz2Wq\n"),
    ("BOLNA_REFRESH_FROM_LIST", "perhaps"),
    ("FONEDYNAMICS_PROPERTY_SID", "PR012\n3456789"),
    ("FONEDYNAMICS_PROVISIONING_TIMEOUT", "2m"),
    ("LIVEKIT_URL", "localhost:7880"),
    ("LIVEKIT_API_SECRET", " Lh6Tz2Wq"),
    ("NEBRIJA_MAX_RETRIES", "many"),
    ("NEBRIJA_REQUESTS_PER_MINUTE", "0"),
    ("YEASTAR_BASE_URL", "https://k:Lh6Tz2Wq@pbx.example"),
    ("YEASTAR_INSECURE_SKIP_VERIFY", "1"),
    ("YEASTAR_CA_CERTIFICATE", "/etc/pbx.pem"),
];

/// A variable may be there for another program: LiveKit's own have the same.
#[tokio::test]
async fn a_wrong_variable_of_the_environment_is_an_error_where_its_vendor_is_used() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = WRONG.iter().fold(workspace, |workspace, (name, text)| workspace.with(name, text));
    workspace.apply(DESK).await.ok();
    workspace.plan(DESK).await.empty();
    let wrong = |vendor: &str| {
        let prefix = format!("{}_", vendor.to_uppercase());
        let names = WRONG.iter().map(|(name, _)| *name).filter(|name| name.starts_with(&prefix));
        // A certificate is read where the vendor is called.
        names.filter(|name| !name.ends_with("CERTIFICATE")).map(|name| format!("Invalid {name}")).collect::<Vec<_>>()
    };
    let resources = [("bolna", BOLNA), ("fonedynamics", HQ), ("livekit", ROOMS), ("yeastar", PEER)];
    for (vendor, resource) in resources.into_iter().chain([("nebrija", NEBRIJA)]) {
        let (invalid, place) = (wrong(vendor), format!("with siptrunk_{vendor}_"));
        let says: Vec<_> = invalid.iter().chain([&place]).map(String::as_str).collect();
        let run = workspace.plan(&(DESK.to_owned() + resource)).await.failed(&says);
        let run = run.says_not(&["Lh6Tz2Wq", "requires explicit configuration", "Missing property_sid", " needs "]);
        assert_eq!(run.text.matches("Error: ").count(), invalid.len(), "{run}");
    }
    let data = "data \"siptrunk_livekit_inbound_trunks\" \"all\" {}\n";
    workspace.plan(data).await.failed(&["Invalid LIVEKIT_URL", "with data.siptrunk_livekit_inbound_trunks.all"]);
    // What is written is judged at once, and stands before what is not.
    let block = "livekit { url = \"localhost:7880\" }";
    planned(&workspace, block, DESK).await.failed(&["\"livekit.url\" must be a wss://"]);
    let right = format!("livekit {{ url = \"{}\" }}", sandbox.variable("LIVEKIT_URL"));
    planned(&workspace, &right, data).await.failed(&["Invalid LIVEKIT_API_SECRET"]).says_not(&["LIVEKIT_URL"]);
    let url = sandbox.variable("YEASTAR_BASE_URL");
    let workspace = workspace.with("YEASTAR_BASE_URL", url).with("YEASTAR_INSECURE_SKIP_VERIFY", "false");
    let words = ["\"ca_certificate\" (YEASTAR_CA_CERTIFICATE) must be", "set a variable to what the file holds"];
    workspace.apply(PEER).await.failed(&words);
    let calls = sandbox.calls().await;
    assert!(calls.iter().all(|call| call.line.contains(" /sip-trunks/")), "of Crazytel alone: {calls:?}");
}

#[tokio::test]
async fn a_name_that_is_none_is_an_error_and_the_environment_does_not_step_in() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(DESK).await.ok();
    for (settings, words) in [
        (
            r#"crazytel { apikey = "k" }"#,
            "An argument named \"apikey\" is not expected here. Did you mean \"api_key\"?",
        ),
        (r#"crazytel { baseurl = "http://127.0.0.1:1" }"#, "Did you mean \"base_url\"?"),
        (r#"crazytell { api_key = "k" }"#, "Did you mean \"crazytel\"?"),
        (r#"crazytel = { api_key = "k" }"#, "Did you mean to define a block of type \"crazytel\"?"),
        ("crazytel { api_key = \"k\" }\ncrazytel { api_key = \"l\" }", "Duplicate crazytel block"),
        (r#"crazytel "one" { api_key = "k" }"#, "No labels are expected for crazytel blocks"),
    ] {
        planned(&workspace, settings, DESK).await.failed(&[words]);
    }
}

#[tokio::test]
async fn a_block_may_hold_nothing_or_be_made_by_dynamic() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(DESK).await.ok();
    planned(&workspace, "crazytel {}", DESK).await.empty();
    let key = sandbox.variable("CRAZYTEL_API_KEY").to_owned();
    let wrong = workspace.with("CRAZYTEL_API_KEY", "not-this-one");
    let dynamic =
        format!("dynamic \"crazytel\" {{\n  for_each = [\"{key}\"]\n  content {{ api_key = crazytel.value }}\n}}");
    planned(&wrong, &dynamic, DESK).await.empty();
}

/// Every row is an error of `validate` on its own line, without the value that is wrong.
async fn refused(rows: &[(&str, &str, &str)]) {
    let Some(workspace) = Workspace::new().await else { return };
    let mut hcl = String::new();
    for (row, (vendor, setting, _)) in rows.iter().enumerate() {
        hcl += &provider(&format!("  alias = \"row{row}\"\n  {vendor} {{\n    {setting}\n  }}"));
        hcl += &DESK.replace("desk", &format!("row{row}")).replace('}', &format!("  provider = siptrunk.row{row}\n}}"));
    }
    workspace.write(&hcl);
    let errors = diagnostics(&workspace.run(&["validate", "-json"]).await.exited(1).stdout);
    assert_eq!(errors.len(), rows.len(), "{errors:#?}");
    for (vendor, setting, words) in rows {
        let (name, _) = setting.split_once(" = ").expect("name = value");
        let fits = errors.iter().any(|error| {
            says(error, &format!("\"{vendor}.{name}\" {words}"))
                && error["snippet"]["code"].as_str().is_some_and(|code| code.trim() == *setting)
        });
        assert!(fits, "{vendor} {setting}: {errors:#?}");
    }
    for secret in ["Lh6Tz2Wq", "k:s", "key=1"] {
        assert!(!errors.iter().any(|error| says(error, secret)), "{errors:#?}");
    }
}

/// What an address without a scheme is told.
const BARE: &str =
    "must be an http:// or https:// address without credentials, query or fragment. Write \"https://\" in front";

const BARE_OF_LIVEKIT: &str = "must be a wss://, https://, ws:// or http:// address without credentials, query or fragment. \
                               Write \"wss://\" in front of it.";

#[tokio::test]
async fn a_setting_that_breaks_a_rule_is_an_error_on_its_line() {
    refused(&[
        ("crazytel", r#"base_url = "crazytel.io/api/v1""#, BARE),
        (
            "bolna",
            r#"base_url = "https://k:s@api.bolna.ai""#,
            "must be an http:// or https:// address without credentials",
        ),
        ("nebrija", r#"base_url = "https://nebrijaai.com/?key=1""#, "must be an http:// or https:// address"),
        ("yeastar", r#"base_url = "https:pbx.example""#, "must be an http:// or https:// address"),
        ("livekit", r#"url = "livekit.example""#, BARE_OF_LIVEKIT),
        ("livekit", r#"url = "redis://livekit.example""#, "must be a wss://, https://, ws:// or http:// address"),
        ("livekit", r#"url = "wss://k:s@livekit.example""#, "must be a wss://, https://, ws:// or http:// address"),
        ("livekit", "max_retries = 26", "must be from 0 to 25"),
        ("crazytel", "requests_per_minute = 0", "must be from 1 to"),
        ("crazytel", "requests_per_minute = 1.5", "must be a whole number"),
        ("bolna", "max_retries = -1", "must be from 0 to 25"),
        ("nebrija", "max_retries = 26", "must be from 0 to 25"),
        ("yeastar", "request_timeout = 0", "must be from 1 to 3600"),
        ("crazytel", "request_timeout = 3601", "must be from 1 to 3600"),
        ("fonedynamics", "provisioning_timeout = 0", "must be from 1 to 3600"),
        ("fonedynamics", "provisioning_timeout = 3601", "must be from 1 to 3600"),
    ])
    .await;
}

#[tokio::test]
async fn a_setting_with_something_around_it_is_an_error_on_its_line() {
    let file = "A file read with file() commonly does: put trimspace() around it.";
    let (line_break, space) = (format!("ends in a line break. {file}"), "ends in a space. Remove it.");
    refused(&[
        ("bolna", r#"api_key = "Lh6Tz2Wq\n""#, &line_break),
        ("crazytel", r#"api_key = "Lh6Tz2Wq\r\n""#, &line_break),
        ("fonedynamics", r#"token = "Lh6Tz2Wq\n""#, &line_break),
        ("livekit", r#"api_key = "Lh6Tz2Wq\n""#, &line_break),
        ("livekit", r#"api_secret = "Lh6Tz2Wq\n""#, &line_break),
        ("livekit", r#"url = "wss://livekit.example ""#, space),
        ("nebrija", r#"token = "Lh6Tz2Wq ""#, space),
        ("yeastar", r#"client_secret = " Lh6Tz2Wq""#, "begins with a space. Remove it."),
        ("yeastar", r#"client_id = "Lh6Tz2Wq\u00a0""#, space),
        ("fonedynamics", r#"account_sid = "\ufeffAC0123456789""#, "begins with a byte order mark. Remove it."),
        ("fonedynamics", r#"property_sid = "PR012\n3456789""#, "holds a line break. Remove it."),
        ("bolna", r#"base_url = "https://api.bolna.ai ""#, space),
        ("crazytel", r#"base_url = "https://crazytel.io/api/v1\n""#, &line_break),
        ("fonedynamics", r#"base_url = "\thttps://api.fonedynamics.com""#, "begins with a space. Remove it."),
        ("nebrija", r#"base_url = "https://nebrija\u001bai.com""#, "holds a control character. Remove it."),
        ("yeastar", r#"base_url = "\ufeffhttps://pbx.example:8088""#, "begins with a byte order mark. Remove it."),
    ])
    .await;
}

#[tokio::test]
async fn a_setting_without_anything_in_it_is_an_error_on_its_line() {
    let empty = "must not be empty. Leave it out to take it from the environment.";
    refused(&[
        ("bolna", r#"api_key = """#, empty),
        ("crazytel", r#"api_key = """#, empty),
        ("crazytel", r#"base_url = """#, empty),
        ("fonedynamics", r#"account_sid = """#, empty),
        ("fonedynamics", r#"token = """#, empty),
        ("fonedynamics", r#"property_sid = """#, empty),
        ("livekit", r#"api_key = """#, empty),
        ("livekit", r#"api_secret = """#, empty),
        ("livekit", r#"url = """#, empty),
        ("nebrija", r#"token = """#, empty),
        ("yeastar", r#"client_id = """#, empty),
        ("yeastar", r#"client_secret = """#, empty),
        ("yeastar", r#"ca_certificate = """#, empty),
    ])
    .await;
}

/// What a variable or a file holds is known to a plan, if not to `validate`.
#[tokio::test]
async fn a_credential_out_of_a_file_or_a_variable_is_refused_by_a_plan_and_not_shown() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let key = sandbox.variable("CRAZYTEL_API_KEY");
    std::fs::write(workspace.path().join("key"), format!("{key}\n")).expect("a file");
    let broken = at_crazytel("api_key = file(\"key\")");
    let run = planned(&workspace, &broken, DESK).await;
    let run = run.failed(&["\"crazytel.api_key\" ends in a line break", "trimspace()"]);
    assert!(!run.text.contains(key), "{run}");
    let trimmed = at_crazytel("api_key = trimspace(file(\"key\"))");
    planned(&workspace, &trimmed, DESK).await.exited(2);

    let variable = "variable \"key\" {\n  sensitive = true\n}\n".to_owned();
    let from_variable = variable + &provider(&at_crazytel("api_key = var.key")) + DESK;
    let workspace = workspace.with("TF_VAR_key", "");
    workspace.plan(&from_variable).await.failed(&["\"crazytel.api_key\" must not be empty"]);
    let workspace = workspace.with("TF_VAR_key", &format!("{key} "));
    let run = workspace.plan(&from_variable).await.failed(&["\"crazytel.api_key\" ends in a space"]);
    assert!(!run.text.contains(key), "{run}");
    assert_eq!(sandbox.calls().await, []);
}

#[tokio::test]
async fn a_variable_of_the_environment_is_checked_too_and_the_block_wins_over_it() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(DESK).await.ok();
    let wrong = workspace.with("CRAZYTEL_API_KEY", "not-this-one");
    wrong.plan(DESK).await.failed(&["401", "Invalid API key", "\"api_key\" (CRAZYTEL_API_KEY)"]);
    let key = sandbox.variable("CRAZYTEL_API_KEY");
    planned(&wrong, &at_crazytel(&format!("api_key = \"{key}\"")), DESK).await.empty();
    let broken = wrong.with("CRAZYTEL_REQUESTS_PER_MINUTE", "many");
    broken.plan(DESK).await.failed(&["Invalid CRAZYTEL_REQUESTS_PER_MINUTE", "whole number"]);
    let padded = broken.with("CRAZYTEL_REQUESTS_PER_MINUTE", "600").with("CRAZYTEL_API_KEY", &format!("{key}\n"));
    let run = padded.plan(DESK).await;
    let run = run.failed(&["The environment variable CRAZYTEL_API_KEY ends in a line break."]);
    assert!(!run.text.contains(key), "{run}");
    let base_url = format!("{} ", sandbox.variable("CRAZYTEL_BASE_URL"));
    let padded = padded.with("CRAZYTEL_API_KEY", key).with("CRAZYTEL_BASE_URL", &base_url);
    sandbox.calls().await;
    padded.plan(DESK).await.failed(&["The environment variable CRAZYTEL_BASE_URL ends in a space. Remove it."]);
    padded.run(&["apply", "-refresh-only", "-auto-approve", "-no-color"]).await.failed(&["ends in a space"]);
    assert_eq!(sandbox.calls().await, []);
    let empty = padded.with("CRAZYTEL_BASE_URL", base_url.trim()).with("CRAZYTEL_API_KEY", "");
    empty.plan(DESK).await.failed(&["Crazytel needs api_key", "CRAZYTEL_API_KEY is set, but empty"]);
}

#[tokio::test]
async fn wrong_credentials_are_told_by_the_settings_to_look_at() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let settings = "crazytel { api_key = \"wrong\" }\n  fonedynamics { token = \"wrong\" }";
    let all = format!("{}{DESK}{HQ}", provider(settings));
    let run = workspace.apply(&all).await;
    let fone = "\"account_sid\" (FONEDYNAMICS_ACCOUNT_SID) and \"token\" (FONEDYNAMICS_TOKEN)";
    run.failed(&["\"api_key\" (CRAZYTEL_API_KEY)", fone]);
    assert!(sandbox.objects("crazytel").await.is_empty() && sandbox.objects("fonedynamics").await.is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_or_sends_elsewhere_is_named() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let answer = json!({"status": 301, "headers": {"location": "https://www.crazytel.io/api/v1/sip-trunks/"}});
    sandbox.fault(json!({"vendor": "crazytel", "answer": answer})).await;
    workspace.apply(DESK).await.failed(&["redirect to https://www.crazytel.io/api/v1/sip-trunks/", "\"base_url\""]);
    assert_eq!(sandbox.calls().await.len(), 1);
    // What an address has besides its host may be secret, and is not told: ours, and what a redirect makes of it.
    let crazytel = sandbox.variable("CRAZYTEL_BASE_URL");
    let hidden = provider(&at_crazytel(&format!("base_url = \"{}/Kd7Qz\"", crazytel.trim_end_matches("/api/v1"))));
    let list = "data \"siptrunk_crazytel_trunks\" \"all\" {}\n";
    let not_the_api = ["so what answers at 127.0.0.1", "is not Crazytel's API", "(CRAZYTEL_BASE_URL)"];
    workspace.plan(&(hidden.clone() + list)).await.failed(&not_the_api).says_not(&["Kd7Qz"]);
    let to = "https://k:Zq4Wr@www.crazytel.io/crazytel/Kd7Qz/sip-trunks/?k=Zq4Wr";
    let answer = json!({"status": 301, "headers": {"location": to}});
    sandbox.fault(json!({"vendor": "crazytel", "answer": answer})).await;
    let run = workspace.apply(&(hidden + DESK)).await.failed(&["redirect to https://www.crazytel.io/.../sip-trunks/,"]);
    run.says_not(&["Kd7Qz", "Zq4Wr"]);
    sandbox.calls().await;
    // A port that was free a moment ago.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port");
    let settings = at_crazytel(&format!("base_url = \"http://{closed}/api/v1\""));
    let words = ["could not be sent", "Nothing was created. Check \"base_url\" (CRAZYTEL_BASE_URL)."];
    workspace.apply(&(provider(&settings) + DESK)).await.failed(&words);
    let bare = sandbox.variable("CRAZYTEL_BASE_URL").trim_end_matches("/api/v1").to_owned();
    let slashed = at_crazytel(&format!("base_url = \"{bare}/api/v1/\""));
    workspace.apply(&(provider(&slashed) + DESK)).await.ok();
}

/// Whoever rehearses a command with the configuration of every day has the real server in the block.
#[tokio::test]
async fn in_a_sandbox_a_block_that_names_another_server_is_an_error() {
    let (real, rehearsal) = (Sandbox::start(&[]).await, Sandbox::start(&[]).await);
    let Some(workspace) = real.workspace().await else { return };
    let account = at_crazytel(&format!("base_url = \"{}\"", real.variable("CRAZYTEL_BASE_URL")));
    let everyday = provider(&account) + DESK;
    workspace.apply(&everyday).await.ok();
    real.calls().await;
    let workspace =
        rehearsal.variables().iter().fold(workspace, |workspace, (name, value)| workspace.with(name, value));
    let workspace = workspace.with("SIPTRUNK_SANDBOX", &rehearsal.origin);
    let host = real.origin.trim_start_matches("http://");
    let words =
        ["This run is in a sandbox, and Crazytel is not", "\"crazytel.base_url\" leads to", host, &rehearsal.origin];
    workspace.destroy().await.failed(&words);
    workspace.plan(&everyday).await.failed(&words);
    assert_eq!(real.calls().await, []);
    assert_eq!(real.objects("crazytel").await.len(), 1);
    workspace.plan(DESK).await.exited(2);
    assert_eq!(real.calls().await, []);
    // A second sandbox is named beside the first.
    let both = workspace.with("SIPTRUNK_SANDBOX", &format!("{} {}", rehearsal.origin, real.origin));
    both.plan(&everyday).await.empty();
}

#[tokio::test]
async fn two_accounts_go_by_alias() {
    let (one, two) = (Sandbox::start(&[]).await, Sandbox::start(&[]).await);
    // Without the check of the state against one sandbox: here are two.
    let Some(workspace) = Workspace::new().await else { return };
    let workspace = ["CRAZYTEL_API_KEY", "CRAZYTEL_BASE_URL"]
        .into_iter()
        .fold(workspace, |workspace, name| workspace.with(name, one.variable(name)));
    let account = at_crazytel(&format!("base_url = \"{}\"", two.variable("CRAZYTEL_BASE_URL")));
    let settings = format!("  alias = \"two\"\n  {account}");
    let second = DESK.replace("desk", "second").replace('}', "  provider = siptrunk.two\n}");
    let both = format!("{}{DESK}{second}", provider(&settings));
    workspace.apply(&both).await.ok();
    workspace.plan(&both).await.empty();
    for sandbox in [&one, &two] {
        assert_eq!(sandbox.objects("crazytel").await.len(), 1);
    }
    workspace.destroy().await.ok();
}

#[tokio::test]
async fn a_setting_that_is_known_only_at_apply_is_no_error_before() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let key = sandbox.variable("CRAZYTEL_API_KEY");
    let later = format!("resource \"terraform_data\" \"key\" {{\n  input = \"{key}\"\n}}\n");
    let all = later + &provider(&at_crazytel("api_key = terraform_data.key.output")) + DESK;
    workspace.plan(&all).await.exited(2);
    let padded = all.replace(key, &format!("{key} "));
    workspace.apply(&padded).await.failed(&["\"crazytel.api_key\" ends in a space"]);
    assert_eq!(sandbox.calls().await, []);
    workspace.apply(&all).await.ok();
    workspace.plan(&all).await.empty();
}
