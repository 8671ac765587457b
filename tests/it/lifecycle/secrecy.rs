//! Secrets are planted, and everything that comes out is searched for them.

use std::fs;

use serde_json::{Value as Json, json};

use super::super::support::livekit::LEAST;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Run, Workspace};
use super::super::support::trunks::DESK;
use super::bolna::AGENT;
use super::fonedynamics::BRANCH;
use super::nebrija::TOLEDO;

/// Nobody writes these by accident; the first has what JSON, HTML and addresses spell in other ways.
const PASSWORD: &str = r#"Xq7&Zw"9<Kp\Vb'2+Lm"#;
const NEXT: &str = "Hj4%Rt8!Nc6Ybd";
/// A literal would be quoted by the CLI itself, with the line of the configuration.
const VARIABLE: &str = "variable \"password\" {\n  type = string\n  sensitive = true\n}\n";

/// The password as HCL writes it.
fn hcl(password: &str) -> String {
    Json::from(password).to_string()
}

fn desk(password: &str) -> String {
    DESK.replace("\"Harbour42Bridge\"", &hcl(password))
}

fn branch(password: &str) -> String {
    BRANCH.replace("\"Tr0ub4dor&Zebra\"", &hcl(password))
}

/// Neither password is in it, nor the half of one.
#[track_caller]
fn keeps_quiet(run: &Run) {
    for part in ["Xq7&Zw", "Kp\\Vb", "Vb'2+L", "Xq7", "2+Lm", "Hj4%", "8!Nc6", "Nc6Ybd", "Xq7&amp;", "Xq7%26"] {
        assert!(!run.text.contains(part), "{part} is in it\n{run}");
    }
}

/// A workspace whose every command writes all of its log.
pub async fn logged(sandbox: &Sandbox) -> Option<Workspace> {
    Some(sandbox.workspace().await?.with("TF_LOG", "TRACE").with("TF_LOG_PROVIDER", "TRACE"))
}

#[tokio::test]
async fn a_password_is_in_no_output_and_no_log() {
    let sandbox = Sandbox::start(&["crazytel.password=echoed", "fonedynamics.credentials=echoed"]).await;
    let Some(workspace) = logged(&sandbox).await else { return };
    let both = |password: &str| format!("{}{}", desk(password), branch(password));
    let mut runs = vec![workspace.plan(&both(PASSWORD)).await.exited(2), workspace.apply(&both(PASSWORD)).await.ok()];
    runs.push(workspace.plan(&both(PASSWORD)).await.empty());
    runs.push(workspace.plan(&both(NEXT)).await.exited(2));
    runs.push(workspace.apply(&both(NEXT)).await.ok());
    for object in [
        &sandbox.objects("crazytel").await[0]["password"],
        &sandbox.objects("fonedynamics").await[0]["SipTrunkCredentials"]["Password"],
    ] {
        assert_eq!(object, NEXT, "it did arrive");
    }
    runs.push(workspace.run(&["show", "-no-color"]).await.ok());
    runs.push(workspace.run(&["state", "show", "siptrunk_crazytel_trunk.desk"]).await.ok());
    runs.push(workspace.destroy().await.ok());
    for run in &runs {
        assert!(run.text.contains("[TRACE]"), "the log is there");
        keeps_quiet(run);
        for credential in ["CRAZYTEL_API_KEY", "FONEDYNAMICS_TOKEN"] {
            assert!(!run.text.contains(sandbox.variable(credential)), "{credential}");
        }
    }
}

#[tokio::test]
async fn a_password_that_somebody_else_set_is_not_taken_into_the_state() {
    // Where answers do not show it, nobody can know; so it goes unseen even where they do.
    let sandbox = Sandbox::start(&["crazytel.password=echoed", "fonedynamics.credentials=echoed"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(DESK).await.ok();
    let id = workspace.state("siptrunk_crazytel_trunk.desk").expect("a state").attributes["id"].clone();
    let path = format!("/sip-trunks/{}", id.as_str().expect("an id"));
    sandbox.at("crazytel", "PATCH", &path, json!({"password": "Portal99Secret"})).await;
    workspace.run(&["apply", "-refresh-only", "-auto-approve", "-no-color"]).await.but(&["password"]).ok();
    workspace.write(DESK);
    workspace.found_again("siptrunk_crazytel_trunk.desk", id.as_str().expect("an id")).await.ok();
    for file in ["terraform.tfstate", "terraform.tfstate.backup"] {
        let state = fs::read_to_string(workspace.path().join(file)).expect("a state");
        assert!(!state.contains("Portal99Secret"), "{file}");
    }
}

/// The ways in which a server may repeat what it was sent.
fn echoes(password: &str) -> Vec<Json> {
    let html = password.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&#39;");
    let dotnet = password.replace('\\', "\\\\").replace('&', "\\u0026").replace('<', "\\u003C").replace('"', "\\u0022");
    let dotnet = dotnet.replace('\'', "\\u0027").replace('+', "\\u002B");
    let percent: String = password
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    vec![
        json!({"detail": format!("{password} is too weak")}),
        json!({"detail": [{"loc": ["body", "password"], "msg": format!("{password} is weak"), "type": "x", "input": password}]}),
        json!({"error": {"message": password}}),
        json!({"unknown": {"form": password}}),
        json!({"ResponseStatus": {"ErrorCode": "INVALID", "Message": format!("\"{password}\" is weak"),
            "Errors": [{"FieldName": "Password", "Message": password}]}}),
        json!(format!("<html>{password}</html>")),
        json!(format!("<html>{html}</html>")),
        json!(format!("{{\"unknown\": \"{dotnet}\"}}")),
        json!(format!("password={percent}&x=1")),
        // Cut off in the middle of it.
        json!(format!("{}{password}", "x".repeat(490))),
    ]
}

#[tokio::test]
async fn a_vendor_that_repeats_the_password_is_not_repeated() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("TF_VAR_password", PASSWORD);
    let all = format!("{VARIABLE}{DESK}{BRANCH}");
    let all = all.replace("\"Harbour42Bridge\"", "var.password").replace("\"Tr0ub4dor&Zebra\"", "var.password");
    for body in echoes(PASSWORD) {
        for vendor in ["crazytel", "fonedynamics"] {
            let answer = json!({"status": 422, "body": body});
            sandbox.fault(json!({"vendor": vendor, "method": "POST", "answer": answer})).await;
        }
        let run = workspace.apply(&all).await.failed(&["422"]);
        keeps_quiet(&run);
    }
}

/// Where anything may stand, a secret may: what Terraform knows as sensitive, it tells no provider.
#[tokio::test]
async fn what_may_be_a_secret_is_not_repeated_either() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("TF_VAR_password", PASSWORD);
    let advanced = "advanced = jsonencode({ gate = { pin = [var.password] } })\n}";
    let headers = "headers = { X-Auth = var.password }\n}";
    workspace.write(&format!(
        "{VARIABLE}{}{}",
        TOLEDO.replace("\n}", &format!("\n{advanced}")),
        LEAST.replace("\n}", &format!("\n{headers}"))
    ));
    for vendor in ["livekit", "nebrija"] {
        let answer =
            json!({"status": 400, "body": {"msg": format!("bad: {PASSWORD}"), "message": format!("bad: {PASSWORD}")}});
        sandbox.fault(json!({"vendor": vendor, "deed": "create", "answer": answer})).await;
    }
    let run = workspace.run(&["apply", "-auto-approve", "-input=false", "-no-color"]).await;
    keeps_quiet(&run.failed(&["\"bad: (secret)\""]));
}

#[tokio::test]
async fn a_vendor_that_repeats_the_credentials_is_not_repeated() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let (key, token) = (sandbox.variable("CRAZYTEL_API_KEY"), sandbox.variable("FONEDYNAMICS_TOKEN"));
    let pair = format!("{}:{token}", sandbox.variable("FONEDYNAMICS_ACCOUNT_SID"));
    let pair = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, pair);
    for (vendor, body) in
        [("crazytel", format!("no such key {key}")), ("fonedynamics", format!("{token} or Basic {pair} is wrong"))]
    {
        sandbox.fault(json!({"vendor": vendor, "answer": {"status": 401, "body": body}})).await;
    }
    let run = workspace.apply(&format!("{DESK}{BRANCH}")).await.failed(&["401"]);
    for secret in [key, token, &pair] {
        assert!(!run.text.contains(secret), "{secret} is in it\n{run}");
    }
}

/// Nobody tells a data source a password; so it cannot be found in an answer by what it is.
#[tokio::test]
async fn what_nobody_here_knows_is_not_repeated_from_an_answer_that_cannot_be_read() {
    let members = [
        ("bolna_trunks", "auth_password"),
        ("crazytel_trunks", "password"),
        ("fonedynamics_trunks", "Password"),
        ("livekit_outbound_trunks", "auth_password"),
        ("nebrija_trunks", "password"),
        ("yeastar_trunks", "password"),
    ];
    let sandbox = Sandbox::start(&[]).await;
    let Some(mut workspace) = sandbox.workspace().await else { return };
    let mut hcl = String::new();
    for (data, _) in members {
        let vendor = data.split('_').next().unwrap_or_default();
        workspace = workspace.with(&format!("{}_MAX_RETRIES", vendor.to_uppercase()), "0");
        hcl += &format!("data \"siptrunk_{data}\" \"all\" {{}}\n");
    }
    let held =
        |member: &str| format!(r#"{{"data": [{{"id": "1", "x": {{"{member}": "Quarz7\\\"Lupine", "name": "n"}}}}]"#);
    for (status, end, words) in [
        (200, "", "with JSON that is cut off ("),
        (200, ", \"x\": 1}", ""),
        (500, "", "500 \"{"),
        (403, "}", "403 \"{"),
    ] {
        for (data, member) in members {
            let answer = json!({"status": status, "body": held(member) + end});
            let vendor = data.split('_').next();
            sandbox.fault(json!({"vendor": vendor, "deed": "read", "times": 3, "answer": answer})).await;
        }
        let run = workspace.plan(&hcl).await.exited(1);
        let words: String = words.split_whitespace().collect();
        let told: String = run.text.split(|c: char| c.is_whitespace() || c == '│').collect();
        assert!(told.matches(&words).count() >= members.len(), "{words} {run}");
        assert!(!run.text.contains("Quarz7") && !run.text.contains("Lupine"), "{status}: {run}");
        sandbox.forget_faults().await;
    }
    // A token that was handed out counts, whoever could read it.
    let login = r#"{"errcode": 0, "errmsg": "SUCCESS", "access_token": "Quarz7Lupine", "refresh_tok"#;
    for status in [200, 500] {
        let answer = json!({"status": status, "body": login});
        sandbox.fault(json!({"vendor": "yeastar", "deed": "login", "answer": answer})).await;
        let run = workspace.plan("data \"siptrunk_yeastar_trunks\" \"all\" {}\n").await;
        let run = run.failed(&["could not let the provider in now"]);
        assert!(!run.text.contains("Quarz7"), "{run}");
    }
}

#[tokio::test]
async fn a_short_password_spoils_no_message_and_is_not_given_away() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let agent = |password: &str| AGENT.replace("not-a-real-secret", password);
    let answer = |detail: &str| {
        let answer = json!({"status": 422, "body": {"error": 422, "message": detail}});
        json!({"vendor": "bolna", "method": "POST", "answer": answer})
    };
    for password in ["trunk", "a", "6700", "sip"] {
        sandbox.fault(answer(&format!("the value {password} is too weak for a trunk"))).await;
        let run = workspace.apply(&agent(password)).await.failed(&[
            "Error: Bolna did not create the trunk",
            "POST /sip-trunks/trunks",
            "was answered 422 in words that are withheld here",
        ]);
        run.says_not(&["(secret)", "too weak"]);
    }
    // What has nothing to do with it is quoted.
    sandbox.fault(answer("no credit left")).await;
    workspace.apply(&agent("6700")).await.failed(&["422 \"no credit left\""]);
}

#[tokio::test]
async fn what_a_vendor_says_is_in_no_log() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = logged(&sandbox).await else { return };
    workspace.apply(&format!("{DESK}{BRANCH}")).await.ok();
    // A refresh that fails, and a list that fails beside one; then a PBX's login that is refused.
    for (vendor, path) in [("crazytel", "/sip-trunks"), ("fonedynamics", "/SipTrunk")] {
        let answer = json!({"status": 409, "body": {"message": "Quicksilver"}});
        sandbox.fault(json!({"vendor": vendor, "path": path, "times": 100, "answer": answer})).await;
    }
    let mut run = workspace.plan(&format!("{DESK}{BRANCH}")).await.exited(1);
    let refused = json!({"status": 200, "body": {"errcode": -1, "errmsg": "Quicksilver"}});
    sandbox.fault(json!({"vendor": "yeastar", "path": "get_token", "answer": refused})).await;
    let other = logged(&sandbox).await.expect("there is a CLI");
    run.text += &other.apply(super::yeastar::PEER).await.failed(&["Quicksilver"]).text;
    assert!(run.text.contains("[TRACE]"), "the log is there");
    // Terraform may write the diagnostics that it is answered into its own log; the provider writes none.
    let mut own = run.text.lines().filter(|line| line.contains("provider.terraform-provider-siptrunk"));
    assert_eq!(own.find(|line| line.contains("Quicksilver")), None);
}
