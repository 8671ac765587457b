//! Fone Dynamics' behaviour as it is by default.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Json, json};

use super::{Answer, Sandbox};

pub const ACCOUNT: &str = "/v2/Accounts/ACSANDBOXAAAABBBBCCCCDDDDEEEEFFF";
pub const PROPERTY: &str = "/v2/Properties/PRSANDBOXAAAABBBBCCCCDDDDEEEEFFF";
pub const OTHER_PROPERTY: &str = "/v2/Properties/PRSANDBOXFFFFEEEEDDDDCCCCBBBBAAA";

pub fn authorization(token: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("ACSANDBOXAAAABBBBCCCCDDDDEEEEFFF:{token}")))
}

pub fn by_ip() -> Json {
    json!({"Name": "hq-edge", "DefaultCallerId": "+61255501234", "Type": 0,
        "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.10/32"}, {"IpAddress": "198.51.100.0/28"}],
        "SipTrunkAllowedCountries": [{"CountryCode": "AU"}, {"CountryCode": "NZ"}],
        "ChannelLimit": 10, "CustomerReference": "cost-centre-42"})
}

pub fn by_credentials() -> Json {
    json!({"Name": "branch-pbx", "DefaultCallerId": "+61355505678", "Type": 1,
        "SipTrunkCredentials": {"Realm": "branch-pbx-01", "Password": "Tr0ub4dor&Zebra"}})
}

/// Makes a trunk and returns its path under the property.
pub async fn create(sandbox: &Sandbox, body: Json) -> String {
    let made = sandbox.ask("fonedynamics", "POST", &format!("{PROPERTY}/SipTrunk"), body).await;
    assert_eq!(made.status, 200, "{made:?}");
    let members = made.json().as_object().cloned().expect("an object");
    assert_eq!(members.keys().collect::<Vec<_>>(), ["SipTrunkSid"], "the Sid and nothing else");
    format!("{PROPERTY}/SipTrunk/{}", members["SipTrunkSid"].as_str().expect("text"))
}

pub async fn details(sandbox: &Sandbox, path: &str) -> Json {
    let answer = sandbox.ask("fonedynamics", "GET", &format!("{path}/Details"), Json::Null).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

pub fn required(field: &str) -> (u16, Json) {
    let says = "A required parameter is missing.";
    (
        400,
        json!({"ResponseStatus": {"ErrorCode": "PARAMETER_REQUIRED", "Message": says, "Errors": [{"FieldName": field}]}}),
    )
}

pub fn code(answer: &Answer) -> (u16, String, String) {
    let status = &answer.json()["ResponseStatus"];
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    (answer.status, text(&status["ErrorCode"]), text(&status["Errors"][0]["FieldName"]))
}

pub fn is(status: u16, code: &str, field: &str) -> (u16, String, String) {
    (status, code.into(), field.into())
}

/// The names of an array's elements, which have times beside them.
pub fn values(array: &Json, member: &str) -> Vec<String> {
    let elements = array.as_array().expect("an array").iter();
    elements
        .map(|element| {
            assert!(element["Created"].is_u64() && element["Modified"].is_u64(), "{element}");
            element[member].as_str().expect("text").to_owned()
        })
        .collect()
}

#[tokio::test]
async fn a_trunk_by_address_is_made_and_read_through_property_and_account() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    let sid = path.rsplit('/').next().expect("a Sid");
    let trunk = details(&sandbox, &path).await;
    assert_eq!(trunk["SipTrunkSid"], sid);
    assert_eq!(trunk["ProvisioningState"], 1, "still being provisioned at first");
    for (member, value) in
        [("Name", "hq-edge"), ("DefaultCallerId", "+61255501234"), ("CustomerReference", "cost-centre-42")]
    {
        assert_eq!(trunk[member], value);
    }
    assert_eq!((&trunk["Type"], &trunk["ChannelLimit"]), (&json!(0), &json!(10)));
    assert_eq!(trunk["Created"], trunk["Modified"]);
    assert_eq!(values(&trunk["SipTrunkAllowedCountries"], "CountryCode"), ["AU", "NZ"]);
    assert_eq!(values(&trunk["SipTrunkIpAddresses"], "IpAddress"), ["203.0.113.10/32", "198.51.100.0/28"]);
    assert!(trunk.get("EndDate").is_none() && trunk.get("SipTrunkCredentials").is_none(), "nulls are left out");
    assert_eq!(details(&sandbox, &format!("{ACCOUNT}/SipTrunk/{sid}")).await["ProvisioningState"], 2);
}

#[tokio::test]
async fn a_trunk_by_credentials_has_the_documented_defaults_and_shows_no_password() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_credentials()).await;
    let trunk = details(&sandbox, &path).await;
    assert_eq!((&trunk["Type"], &trunk["ChannelLimit"]), (&json!(1), &json!(1)));
    assert_eq!(trunk["SipTrunkCredentials"], json!({"Realm": "branch-pbx-01"}));
    assert_eq!(values(&trunk["SipTrunkAllowedCountries"], "CountryCode"), ["AU"]);
    assert!(trunk.get("SipTrunkIpAddresses").is_none() && trunk.get("CustomerReference").is_none());
    let held = sandbox.objects("fonedynamics").await;
    assert_eq!(held[0]["SipTrunkCredentials"]["Password"], "Tr0ub4dor&Zebra");
    assert_eq!(held[0]["PropertySid"], "PRSANDBOXAAAABBBBCCCCDDDDEEEEFFF");
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_answers_nothing() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    let before = details(&sandbox, &path).await;
    let body = json!({"ChannelLimit": 20, "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.11"}], "Name": null});
    let answer = sandbox.ask("fonedynamics", "PATCH", &path, body).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    let after = details(&sandbox, &path).await;
    assert_eq!((&after["ChannelLimit"], &after["Name"]), (&json!(20), &json!("hq-edge")), "null is as good as absent");
    assert_eq!(values(&after["SipTrunkIpAddresses"], "IpAddress"), ["203.0.113.11/32"], "the whole array is replaced");
    assert!(after["Modified"].as_u64() > before["Modified"].as_u64());
    assert_eq!(after["Created"], before["Created"]);
    let sid = path.rsplit('/').next().expect("a Sid");
    let on_account = format!("{ACCOUNT}/SipTrunk/{sid}");
    let body = json!({"CustomerReference": "", "SipTrunkAllowedCountries": []});
    assert_eq!(sandbox.ask("fonedynamics", "PATCH", &on_account, body).await.status, 204);
    let cleared = details(&sandbox, &path).await;
    assert_eq!(cleared["CustomerReference"], "");
    assert_eq!(values(&cleared["SipTrunkAllowedCountries"], "CountryCode"), ["AU"]);
}

#[tokio::test]
async fn a_type_comes_with_its_block_and_drops_the_other() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    let credentials = json!({"Realm": "hq", "Password": "Tr0ub4dor&Zebra"});
    let patch = async |body| sandbox.ask("fonedynamics", "PATCH", &path, body).await;
    assert_eq!(patch(json!({"Type": 1})).await.both(), required("SipTrunkCredentials"));
    assert_eq!(patch(json!({"Type": 0})).await.both(), required("SipTrunkIpAddresses"));
    let foreign = patch(json!({"SipTrunkCredentials": credentials})).await;
    assert_eq!(code(&foreign), is(400, "CONFLICTING_PARAMETERS", "SipTrunkCredentials"));
    assert_eq!(patch(json!({"Type": 1, "SipTrunkCredentials": credentials})).await.status, 204);
    let trunk = details(&sandbox, &path).await;
    assert_eq!((&trunk["Type"], trunk.get("SipTrunkIpAddresses")), (&json!(1), None));
    let foreign = patch(json!({"SipTrunkIpAddresses": [{"IpAddress": "203.0.113.10/32"}]})).await;
    assert_eq!(code(&foreign), is(400, "CONFLICTING_PARAMETERS", "SipTrunkIpAddresses"));
    let both = json!({"Realm": "hq"});
    assert_eq!(patch(json!({"SipTrunkCredentials": both})).await.both(), required("SipTrunkCredentials.Password"));
    let both = json!({"Password": "Tr0ub4dor&Zebra"});
    assert_eq!(patch(json!({"SipTrunkCredentials": both})).await.both(), required("SipTrunkCredentials.Realm"));
}

#[tokio::test]
async fn a_deleted_trunk_is_gone_and_one_of_another_property_never_was_there() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    let sid = path.rsplit('/').next().expect("a Sid");
    let gone = is(400, "SIP_TRUNK_NOT_FOUND", "");
    let elsewhere = format!("{OTHER_PROPERTY}/SipTrunk/{sid}");
    assert_eq!(code(&sandbox.ask("fonedynamics", "GET", &format!("{elsewhere}/Details"), Json::Null).await), gone);
    assert_eq!(code(&sandbox.ask("fonedynamics", "PATCH", &elsewhere, json!({})).await), gone);
    assert_eq!(code(&sandbox.ask("fonedynamics", "DELETE", &elsewhere, Json::Null).await), gone);
    assert_eq!(sandbox.ask("fonedynamics", "DELETE", &path, Json::Null).await.status, 204);
    assert_eq!(code(&sandbox.ask("fonedynamics", "GET", &format!("{path}/Details"), Json::Null).await), gone);
    assert_eq!(code(&sandbox.ask("fonedynamics", "DELETE", &path, Json::Null).await), gone);
    let list = sandbox.ask("fonedynamics", "GET", &format!("{PROPERTY}/SipTrunks"), Json::Null).await;
    assert_eq!(list.both(), (200, json!({"SipTrunks": [], "TotalCount": 0})));
}

#[tokio::test]
async fn the_list_has_pages_and_filters() {
    let sandbox = Sandbox::start(&[]).await;
    for _ in 0..51 {
        create(&sandbox, by_ip()).await;
    }
    create(&sandbox, by_credentials()).await;
    let list = async |query: &str| {
        sandbox.ask("fonedynamics", "GET", &format!("{PROPERTY}/SipTrunks{query}"), Json::Null).await
    };
    let size =
        |answer: &Answer| (answer.json()["SipTrunks"].as_array().map(Vec::len), answer.json()["TotalCount"].clone());
    assert_eq!(size(&list("").await), (Some(50), json!(52)), "50 by default");
    assert_eq!(size(&list("?Results_Skip=50").await), (Some(2), json!(52)));
    assert_eq!(size(&list("?Results_Skip=10&Results_Count=5").await), (Some(5), json!(52)));
    assert_eq!(size(&list("?Type=1").await), (Some(1), json!(1)));
    assert_eq!(size(&list("?ProvisioningState=2").await), (Some(0), json!(0)));
    assert_eq!(size(&list("?Active=true&Results_Count=100").await), (Some(52), json!(52)));
    for name in ["Results_Skip", "Results_Count", "Type", "Active", "ProvisioningState", "Results_Skp"] {
        assert_eq!(code(&list(&format!("?{name}=7x")).await), is(400, "PARAMETER_INVALID", name));
    }
    assert_eq!(code(&list("?Type=2").await), is(400, "PARAMETER_INVALID", "Type"));
    let other = sandbox.ask("fonedynamics", "GET", &format!("{OTHER_PROPERTY}/SipTrunks"), Json::Null).await;
    assert_eq!(other.json()["TotalCount"], 0);
}

#[tokio::test]
async fn properties_are_listed_under_the_newer_name() {
    let sandbox = Sandbox::start(&[]).await;
    let list = sandbox.ask("fonedynamics", "GET", "/v2/Properties", Json::Null).await.json();
    assert_eq!((&list["TotalCount"], list["Projects"].as_array().map(Vec::len)), (&json!(2), Some(2)));
    let one = sandbox.ask("fonedynamics", "GET", PROPERTY, Json::Null).await;
    assert_eq!((one.status, one.json()), (200, list["Projects"][0].clone()));
    assert_eq!(one.json()["PropertySid"], "PRSANDBOXAAAABBBBCCCCDDDDEEEEFFF");
}
