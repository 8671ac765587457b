//! The provider's functions, called by the CLI and by its protocol.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use siptrunk::functions::FUNCTIONS;
use siptrunk::protocol::tfplugin6::provider_client::ProviderClient;
use siptrunk::protocol::tfplugin6::{
    DynamicValue, FunctionError, call_function, get_functions, get_metadata, get_provider_schema,
};
use tonic::transport::Channel;

use super::support::client::{Identity, with_tls};
use super::support::process::Running;
use super::support::terraform::{Run, Workspace};
use super::support::within_limit;

/// The outputs of an apply.
async fn outputs(workspace: &Workspace, hcl: &str) -> Json {
    workspace.apply(hcl).await.ok();
    let told: Json = serde_json::from_str(&workspace.run(&["output", "-json"]).await.ok().stdout).unwrap();
    let values = told.as_object().unwrap().iter().map(|(name, output)| (name.clone(), output["value"].clone()));
    Json::Object(values.collect())
}

async fn refused(workspace: &Workspace, expression: &str) -> Run {
    workspace.plan(&format!("output \"it\" {{\n  value = {expression}\n}}\n")).await
}

#[tokio::test]
async fn every_example_says_what_comes_out() {
    let Some(workspace) = Workspace::new().await else { return };
    for function in FUNCTIONS {
        let path = format!("examples/functions/{}/function.tf", function.name);
        let hcl = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        let told = outputs(&workspace, &hcl).await;
        let expected = match function.name {
            "e164" => json!({"front_desk": "+61255501234"}),
            "national" => json!({"front_desk": "0255501234"}),
            "codecs" => json!({"codecs": ["alaw", "ulaw"]}),
            "sip_uri" => json!({
                "plain": "sip:1001@sip.carrier.example",
                "with_options": "sips:+61255501234@[2001:db8::10]:5061;lr;transport=tls",
            }),
            "parse_sip_uri" => json!({
                "gateway": {"host": "sip.carrier.example", "port": 5061},
                "another_user": "sip:1002@sip.carrier.example:5061;transport=tls",
            }),
            other => panic!("nobody typed what {other} gives"),
        };
        assert_eq!(told, expected, "{}", function.name);
    }
}

#[tokio::test]
async fn functions_work_in_a_plan_and_wait_for_what_is_not_known() {
    let Some(workspace) = Workspace::new().await else { return };
    let hcl = r#"
resource "terraform_data" "later" {
  input = "02 5550 0003"
}

resource "terraform_data" "word" {
  input = "PCMA"
}

output "number" {
  value = provider::siptrunk::e164(terraform_data.later.output, "AU")
}

output "codecs" {
  value = provider::siptrunk::codecs(["PCMU", terraform_data.word.output], "bolna")
}

output "uri" {
  value = provider::siptrunk::sip_uri(null, "sip.carrier.example", { headers = { Subject = terraform_data.later.output } })
}

output "port" {
  value = provider::siptrunk::parse_sip_uri("sip:${terraform_data.later.id}@sip.carrier.example").port
}
"#;
    workspace.plan(hcl).await.exited(2).says(&["number = (known after apply)"]);
    let expected = json!({
        "number": "+61255500003",
        "codecs": ["ulaw", "alaw"],
        "uri": "sip:sip.carrier.example?Subject=02%205550%200003",
    });
    assert_eq!(outputs(&workspace, hcl).await, expected, "an output that is null is none");
}

#[tokio::test]
async fn an_error_names_the_argument() {
    let Some(workspace) = Workspace::new().await else { return };
    for (expression, says) in [
        (r#"provider::siptrunk::e164("front desk", "AU")"#, ["\"number\"", "It is no phone number in AU."]),
        (r#"provider::siptrunk::e164("0255500003", "UK")"#, ["\"country\"", "There is no such country. Write \"GB\"."]),
        (r#"provider::siptrunk::e164(null, "AU")"#, ["\"number\"", "null"]),
        (r#"provider::siptrunk::national("+6495550123", "AU")"#, ["\"number\"", "and none of AU."]),
        (r#"provider::siptrunk::codecs(["PCMU", "G729"], "bolna")"#, ["\"list\"", "is no codec that Bolna names."]),
        (r#"provider::siptrunk::codecs(["PCMU", null], "bolna")"#, ["\"list\"", "Element 1 is null."]),
        (r#"provider::siptrunk::codecs(["PCMU"], "asterisk")"#, ["\"vendor\"", "Write \"bolna\" or \"yeastar\"."]),
        (r#"provider::siptrunk::parse_sip_uri("tel:+61255500003")"#, ["\"uri\"", "A SIP URI begins with sip:"]),
        (r#"provider::siptrunk::sip_uri("1001", "a b")"#, ["\"host\"", "The host must be a host name"]),
        (
            r#"provider::siptrunk::sip_uri("1001", "a.example", { prot = 1 })"#,
            ["\"options\"", "There is no option \"prot\""],
        ),
    ] {
        refused(&workspace, expression).await.failed(&says);
    }
}

async fn client() -> (Running, ProviderClient<Channel>) {
    let terraform = Identity::of_terraform();
    let provider = Running::for_client(&terraform).await;
    let client = ProviderClient::new(with_tls(&provider, Some(&terraform)));
    (provider, client)
}

fn text(text: &str) -> DynamicValue {
    DynamicValue { json: json!(text).to_string().into(), msgpack: vec![] }
}

async fn called(
    client: &mut ProviderClient<Channel>,
    name: &str,
    arguments: Vec<DynamicValue>,
) -> call_function::Response {
    let request = call_function::Request { name: name.into(), arguments };
    within_limit(client.call_function(request)).await.expect("an answer").into_inner()
}

#[tokio::test]
async fn a_process_that_is_not_configured_tells_of_its_functions_in_three_ways() {
    let (_provider, mut client) = client().await;
    let asked = within_limit(client.get_functions(get_functions::Request {})).await.unwrap().into_inner();
    let schema = within_limit(client.get_provider_schema(get_provider_schema::Request {})).await.unwrap().into_inner();
    let metadata = within_limit(client.get_metadata(get_metadata::Request {})).await.unwrap().into_inner();
    let named: Vec<_> = metadata.functions.iter().map(|function| function.name.as_str()).collect();
    assert_eq!(named, ["codecs", "e164", "national", "parse_sip_uri", "sip_uri"]);
    assert_eq!(asked.functions.len(), named.len());
    assert_eq!(asked.functions, schema.functions);
    let given = asked.functions["parse_sip_uri"].r#return.clone().unwrap().r#type;
    let given: Json = serde_json::from_slice(&given).unwrap();
    let (string, map) = (json!("string"), json!(["map", "string"]));
    let members = json!({
        "scheme": string, "user": string, "password": string, "host": string, "port": "number", "parameters": map,
        "headers": map,
    });
    assert_eq!(given, json!(["object", members]));
    assert!(asked.functions["sip_uri"].variadic_parameter.is_some());
}

#[tokio::test]
async fn what_no_cli_sends_is_answered_too() {
    let (_provider, mut client) = client().await;
    let unknown = DynamicValue { msgpack: vec![0xd4, 0, 0], json: vec![] };
    let answer = called(&mut client, "e164", vec![text("0255500003"), unknown]).await;
    assert_eq!(answer.error, None);
    assert_eq!(answer.result.unwrap().msgpack, [0xd4, 0, 0], "unknown");
    let answer = called(&mut client, "e164", vec![text("0255500003"), DynamicValue::default()]).await;
    let says = "\"country\" must not be null".to_owned();
    assert_eq!(answer.error, Some(FunctionError { text: says, function_argument: Some(1) }));
    for (name, arguments, says) in [
        ("e163", vec![], "This provider has no function \"e163\""),
        ("e164", vec![text("0255500003")], "\"e164\" takes 2 arguments and got 1"),
        ("e164", vec![text("0255500003"), text("AU"), text("AU")], "\"e164\" takes 2 arguments and got 3"),
        ("codecs", vec![text("PCMU"), text("bolna")], "do not agree"),
    ] {
        let error = called(&mut client, name, arguments).await.error.expect(says);
        assert!(error.text.contains(says) && !error.text.ends_with('.'), "the CLI ends the sentence: {}", error.text);
    }
}
