//! What Fone Dynamics refuses, and how.

use serde_json::{Value as Json, json};

use super::Sandbox;
use super::fonedynamics::*;

#[tokio::test]
async fn accounts_properties_and_callers_are_checked() {
    let sandbox = Sandbox::start(&[]).await;
    let post = sandbox.ask("fonedynamics", "POST", "/v2/Properties/PRNONE/SipTrunk", by_ip()).await;
    assert_eq!(code(&post), is(400, "PROPERTY_NOT_FOUND", ""));
    let read = sandbox.ask("fonedynamics", "GET", "/v2/Accounts/ACNONE/SipTrunk/ST/Details", Json::Null).await;
    assert_eq!(code(&read), is(400, "ACCOUNT_NOT_FOUND", ""));
    let wrong = authorization("wrong");
    for headers in [&[][..], &[("authorization", wrong.as_str())], &[("authorization", "Bearer x")]] {
        let answer = sandbox.raw("GET", &format!("/fonedynamics{PROPERTY}/SipTrunks"), headers, "").await.unwrap();
        assert_eq!(code(&answer), is(401, "UNAUTHORIZED", ""), "{headers:?}");
        assert!(answer.header("www-authenticate").is_some_and(|value| value.starts_with("Basic ")));
    }
}

#[tokio::test]
async fn what_the_api_does_not_have_is_404_or_405_without_the_envelope() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    let sid = path.rsplit('/').next().expect("a Sid");
    for path in [
        format!("{path}/"),
        format!("{PROPERTY}/SipTrunks/"),
        format!("{PROPERTY}/SipTrunks/{sid}"),
        format!("{path}/Details/"),
        format!("{ACCOUNT}/SipTrunks"),
        format!("{ACCOUNT}/SipTrunk"),
        "/v2".into(),
        "/v1/Properties".into(),
    ] {
        let answer = sandbox.ask("fonedynamics", "GET", &path, Json::Null).await;
        assert!(answer.status == 404 && !answer.text.contains("ResponseStatus"), "{path}: {answer:?}");
    }
    let account_item = format!("{ACCOUNT}/SipTrunk/{sid}");
    for (method, path, allowed) in [
        ("GET", path.clone(), "PATCH, DELETE"),
        ("PUT", path.clone(), "PATCH, DELETE"),
        ("DELETE", account_item, "PATCH"),
        ("PATCH", format!("{path}/Details"), "GET"),
        ("GET", format!("{PROPERTY}/SipTrunk"), "POST"),
        ("POST", format!("{PROPERTY}/SipTrunks"), "GET"),
    ] {
        let answer = sandbox.ask("fonedynamics", method, &path, Json::Null).await;
        assert_eq!(
            (answer.status, answer.header("allow"), answer.text.as_str()),
            (405, Some(allowed), ""),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn a_create_that_lacks_a_member_is_refused() {
    let sandbox = Sandbox::start(&[]).await;
    let post = async |body| sandbox.ask("fonedynamics", "POST", &format!("{PROPERTY}/SipTrunk"), body).await;
    for member in ["Name", "DefaultCallerId", "Type", "SipTrunkIpAddresses"] {
        for value in [None, Some(Json::Null)] {
            let mut body = by_ip();
            body.as_object_mut().map(|body| match &value {
                Some(value) => body.insert(member.into(), value.clone()),
                None => body.remove(member),
            });
            assert_eq!(post(body).await.both(), required(member));
        }
    }
    let mut body = by_credentials();
    body.as_object_mut().map(|body| body.remove("SipTrunkCredentials"));
    assert_eq!(post(body).await.both(), required("SipTrunkCredentials"));
    let mut body = by_ip();
    body["SipTrunkIpAddresses"] = json!([]);
    assert_eq!(post(body).await.both(), required("SipTrunkIpAddresses"));
    let mut body = by_ip();
    body["SipTrunkIpAddresses"] = json!([{"IpAddress": "203.0.113.10"}]);
    assert_eq!(code(&post(body).await), is(400, "PARAMETER_INVALID", "SipTrunkIpAddresses"), "/32 is asked for");
    let mut body = by_ip();
    body["SipTrunkCredentials"] = json!({"Realm": "hq", "Password": "Tr0ub4dor&Zebra"});
    assert_eq!(code(&post(body).await), is(400, "CONFLICTING_PARAMETERS", "SipTrunkCredentials"));
}

#[tokio::test]
async fn a_body_holds_only_what_there_is_and_of_its_type() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    for (body, field) in [
        (json!({"Colour": "red"}), "Colour"),
        (json!({"name": "lower"}), "name"),
        (json!({"SipTrunkSid": "ST"}), "SipTrunkSid"),
        (json!({"ProvisioningState": 2}), "ProvisioningState"),
        (json!({"ExternalReference": "x"}), "ExternalReference"),
        (json!({"Modified": 1}), "Modified"),
        (json!({"Name": 1}), "Name"),
        (json!({"Type": "1"}), "Type"),
        (json!({"ChannelLimit": 1.5}), "ChannelLimit"),
        (json!({"ChannelLimit": "1"}), "ChannelLimit"),
        (json!({"SipTrunkIpAddresses": "203.0.113.10/32"}), "SipTrunkIpAddresses"),
        (json!({"SipTrunkIpAddresses": ["203.0.113.10/32"]}), "SipTrunkIpAddresses[0]"),
        (json!({"SipTrunkIpAddresses": [{"Address": "203.0.113.10/32"}]}), "SipTrunkIpAddresses[0].Address"),
        (json!({"SipTrunkAllowedCountries": [{"CountryCode": 1}]}), "SipTrunkAllowedCountries[0].CountryCode"),
        (json!({"SipTrunkCredentials": {"User": "x"}}), "SipTrunkCredentials.User"),
    ] {
        let answer = sandbox.ask("fonedynamics", "PATCH", &path, body.clone()).await;
        assert_eq!(code(&answer), is(400, "PARAMETER_INVALID", field), "{body}");
    }
    let authorization = authorization("sandbox-fonedynamics-token");
    let authorization = ("authorization", authorization.as_str());
    for (kind, body) in [("application/json", "{\"Name\":"), ("application/json", "[]"), ("text/plain", "{}")] {
        let headers = [authorization, ("content-type", kind)];
        let answer = sandbox.raw("PATCH", &format!("/fonedynamics{path}"), &headers, body).await.unwrap();
        assert_eq!(code(&answer), is(400, "PARAMETER_INVALID", ""), "{kind} {body}");
    }
}

#[tokio::test]
async fn values_are_held_against_the_documented_rules() {
    let sandbox = Sandbox::start(&[]).await;
    let ip = create(&sandbox, by_ip()).await;
    let authenticated = create(&sandbox, by_credentials()).await;
    let refused = async |path: &str, body: Json, code_and_field: (&str, &str)| {
        let answer = sandbox.ask("fonedynamics", "PATCH", path, body.clone()).await;
        assert_eq!(code(&answer), is(400, code_and_field.0, code_and_field.1), "{body}");
    };
    for number in [
        "61255501234",
        "+61130012345",
        "+611300123456",
        "+61180012345",
        "+6425550123",
        "+6125550123",
        "+61055501234",
        "",
    ] {
        refused(&ip, json!({"DefaultCallerId": number}), ("PARAMETER_INVALID", "DefaultCallerId")).await;
    }
    for block in [
        "203.0.112.0/23",
        "203.0.113.0/33",
        "203.0.113.256/32",
        "2001:db8::/32",
        "10.0.0.1/32",
        "172.16.0.0/24",
        "192.168.1.0/24",
        "127.0.0.1/32",
        "169.254.1.1/32",
        "100.64.0.0/24",
        "0.0.0.0/24",
        "224.0.0.1/32",
        "240.0.0.1/32",
        "edge.example.net",
        "203.0.113.1/",
    ] {
        let body = json!({"SipTrunkIpAddresses": [{"IpAddress": block}]});
        refused(&ip, body, ("PARAMETER_INVALID", "SipTrunkIpAddresses")).await;
    }
    for password in
        ["Tr0ub4d&Z", "tr0ub4dor&zebra", "TR0UB4DOR&ZEBRA", "Troubador&Zebra", "Tr0ub4dorZebra", "Tr0ubbb4d&Zeb"]
    {
        let body = json!({"SipTrunkCredentials": {"Realm": "r", "Password": password}});
        refused(&authenticated, body, ("PARAMETER_INVALID", "SipTrunkCredentials.Password")).await;
    }
    let body = json!({"SipTrunkCredentials": {"Realm": " ", "Password": "Tr0ub4dor&Zebra"}});
    refused(&authenticated, body, ("PARAMETER_INVALID", "SipTrunkCredentials.Realm")).await;
    for (code, error) in [("au", "PARAMETER_INVALID"), ("AUS", "PARAMETER_INVALID"), ("ZZ", "COUNTRY_UNAVAILABLE")] {
        let body = json!({"SipTrunkAllowedCountries": [{"CountryCode": code}]});
        refused(&ip, body, (error, "SipTrunkAllowedCountries")).await;
    }
    refused(&ip, json!({"Type": 2}), ("PARAMETER_INVALID", "Type")).await;
    refused(&ip, json!({"ChannelLimit": 0}), ("PARAMETER_INVALID", "ChannelLimit")).await;
    refused(&ip, json!({"Name": " "}), ("PARAMETER_INVALID", "Name")).await;
    let blocks = json!({"SipTrunkIpAddresses": [{"IpAddress": "203.0.113.77/28"}]});
    assert_eq!(sandbox.ask("fonedynamics", "PATCH", &ip, blocks).await.status, 204);
    let trunk = details(&sandbox, &ip).await;
    assert_eq!(values(&trunk["SipTrunkIpAddresses"], "IpAddress"), ["203.0.113.64/28"], "host bits are cleared");
}
