//! What a Yeastar PBX refuses, and how: with HTTP 200, for the most part.

use serde_json::{Value as Json, json};

use super::Sandbox;
use super::yeastar::*;

fn invalid(field: &str, rule: &str) -> (u16, Json) {
    let blamed = json!([{"field": field, "validation_type": rule}]);
    (200, json!({"errcode": 40002, "errmsg": "PARAMETER ERROR", "invalid_param_list": blamed}))
}

fn failed_login() -> (u16, Json) {
    let blamed = json!([{"field": "username or password", "value": "error"}]);
    (200, json!({"errcode": -1, "errmsg": "FAILURE", "invalid_param_list": blamed}))
}

#[tokio::test]
async fn what_the_api_does_not_have_has_a_code_and_what_is_not_the_api_is_a_page() {
    let pbx = pbx(&[]).await;
    for path in ["trunk", "trunk/list/", "trunk/status", "TRUNK/list"] {
        assert_eq!(pbx.get(path).await.both(), refused(10001, "INTERFACE NOT EXISTED"), "{path}");
    }
    for path in ["/yeastar/openapi/v2.0/trunk/list", "/yeastar/openapi/trunk/list"] {
        let answer = pbx.sandbox.raw("GET", path, &[AGENT], "").await.unwrap();
        assert_eq!(answer.both(), refused(10003, "API VERSION UNSUPPORTED"));
    }
    let portal = pbx.sandbox.raw("GET", "/yeastar/", &[AGENT], "").await.unwrap();
    assert_eq!((portal.status, portal.header("content-type")), (404, Some("text/html")));
    for (method, path) in [
        ("GET", "get_token"),
        ("POST", "del_token"),
        ("POST", "trunk/list"),
        ("GET", "trunk/create"),
        ("PUT", "trunk/update"),
        ("DELETE", "trunk/delete?id=1"),
    ] {
        let answer = bare(&pbx.sandbox, method, path, Json::Null).await;
        assert_eq!((answer.status, answer.text.as_str()), (400, "Bad Request"), "{method} {path}");
    }
}

#[tokio::test]
async fn every_call_names_its_agent() {
    let pbx = pbx(&[]).await;
    let denied = refused(10005, "ACCESS DENIED");
    let path = format!("{API}/trunk/list?access_token={}", pbx.token);
    for headers in [&[][..], &[("user-agent", " ")]] {
        assert_eq!(pbx.sandbox.raw("GET", &path, headers, "").await.unwrap().both(), denied);
    }
    let login = json!({"username": "sandbox-yeastar-client", "password": "sandbox-yeastar-secret"}).to_string();
    let answer = pbx.sandbox.raw("POST", &format!("{API}/get_token"), &[JSON], &login).await.unwrap();
    assert_eq!(answer.both(), denied, "a login too");
}

#[tokio::test]
async fn a_token_is_needed_and_only_where_it_is() {
    let pbx = pbx(&[]).await;
    let expired = refused(10004, "TOKEN EXPIRED");
    for path in ["trunk/list", "trunk/list?access_token=", "trunk/list?access_token=wrong", "del_token?access_token=x"]
    {
        assert_eq!(bare(&pbx.sandbox, "GET", path, Json::Null).await.both(), expired, "{path}");
    }
    let body = json!({"username": "sandbox-yeastar-client", "password": "sandbox-yeastar-secret"});
    assert_eq!(pbx.post("get_token", body).await.both(), invalid("access_token", "unknown"));
}

#[tokio::test]
async fn five_refused_logins_in_a_row_block_the_address_and_a_good_one_starts_anew() {
    let sandbox = Sandbox::start(&[]).await;
    for _ in 0..4 {
        assert_eq!(login(&sandbox, "wrong").await.both(), failed_login());
    }
    assert_eq!(login(&sandbox, "sandbox-yeastar-secret").await.json()["errcode"], 0);
    for _ in 0..5 {
        assert_eq!(login(&sandbox, "wrong").await.both(), failed_login());
    }
    let blocked = refused(70004, "ACCOUNT IP BLOCKED");
    assert_eq!(login(&sandbox, "sandbox-yeastar-secret").await.both(), blocked);
    sandbox.switch("yeastar.blocklist", "cleared").await;
    assert_eq!(login(&sandbox, "sandbox-yeastar-secret").await.json()["errcode"], 0);
}

#[tokio::test]
async fn a_client_has_eight_tokens_and_gets_another_for_one_given_back() {
    let pbx = pbx(&[]).await;
    for _ in 0..7 {
        assert_eq!(login(&pbx.sandbox, "sandbox-yeastar-secret").await.json()["errcode"], 0);
    }
    let too_many = refused(60002, "MAX LIMITATION EXCEEDED");
    assert_eq!(login(&pbx.sandbox, "sandbox-yeastar-secret").await.both(), too_many);
    assert_eq!(pbx.get("del_token").await.both(), success());
    assert_eq!(login(&pbx.sandbox, "sandbox-yeastar-secret").await.json()["errcode"], 0);
    assert_eq!(login(&pbx.sandbox, "sandbox-yeastar-secret").await.both(), too_many);
}

#[tokio::test]
async fn a_login_has_two_texts_and_nothing_else() {
    let sandbox = Sandbox::start(&[]).await;
    let post = async |body: Json| bare(&sandbox, "POST", "get_token", body).await.both();
    let (id, secret) = ("sandbox-yeastar-client", "sandbox-yeastar-secret");
    assert_eq!(post(json!({"username": id})).await, invalid("password", "required"));
    assert_eq!(post(json!({"username": 1, "password": secret})).await, invalid("username", "string"));
    let more = json!({"username": id, "password": secret, "version": "1.0"});
    assert_eq!(post(more).await, invalid("version", "unknown"));
    let refresh = bare(&sandbox, "POST", "refresh_token", json!({})).await;
    assert_eq!(refresh.both(), invalid("refresh_token", "required"));
    let none = bare(&sandbox, "POST", "refresh_token", json!({"refresh_token": "none"})).await;
    assert_eq!(none.both(), refused(10004, "TOKEN EXPIRED"));
}

#[tokio::test]
async fn a_body_is_a_json_object_and_says_so() {
    let pbx = pbx(&[]).await;
    let path = format!("{API}/trunk/create?access_token={}", pbx.token);
    let good = peer().to_string();
    for (headers, body) in
        [(&[AGENT][..], good.as_str()), (&[AGENT, JSON], "{"), (&[AGENT, JSON], "[]"), (&[AGENT, JSON], "")]
    {
        let answer = pbx.sandbox.raw("POST", &path, headers, body).await.unwrap();
        assert_eq!(answer.both(), refused(40001, "PARAMETER SYNTAX ERROR"), "{body}");
    }
}

#[tokio::test]
async fn wrong_parameters_of_a_query_are_refused() {
    let pbx = pbx(&[]).await;
    for (path, field, rule) in [
        ("trunk/get", "id", "required"),
        ("trunk/get?id=x", "id", "integer"),
        ("trunk/get?id=1&name=x", "name", "unknown"),
        ("trunk/delete", "id", "required"),
        ("trunk/query", "ids", "required"),
        ("trunk/query?ids=x,1", "ids", "integer"),
        ("trunk/list?page=0", "page", "integer"),
        ("trunk/list?page_size=many", "page_size", "integer"),
        ("trunk/list?sort_by=status", "sort_by", "enum"),
        ("trunk/list?order_by=up", "order_by", "enum"),
        ("trunk/list?search_value=x", "search_value", "unknown"),
        ("system/get_menuoptions", "menu", "required"),
        ("system/get_menuoptions?menu=none", "menu", "enum"),
    ] {
        assert_eq!(pbx.get(path).await.both(), invalid(field, rule), "{path}");
    }
}

#[tokio::test]
async fn a_create_lacks_nothing_that_its_type_needs() {
    let pbx = pbx(&[]).await;
    let of_all = ["name", "type", "transport", "codec_sel"];
    let of = |more: &[&'static str]| of_all.into_iter().chain(more.iter().copied()).collect::<Vec<_>>();
    for (good, needed) in [
        (register(), of(&["country", "hostname", "port", "domain", "username", "password", "auth_name"])),
        (peer(), of(&["country", "hostname", "port", "domain"])),
        (account(), of(&["username", "password", "auth_name"])),
    ] {
        for member in needed {
            let mut body = good.clone();
            body.as_object_mut().expect("an object").shift_remove(member);
            assert_eq!(pbx.post("trunk/create", body).await.both(), invalid(member, "required"), "{good}");
        }
    }
    let mut body = account();
    body.as_object_mut().expect("an object").shift_remove("country");
    pbx.create(body).await;
}

#[tokio::test]
async fn a_member_has_its_type_its_limits_and_belongs_to_the_kind() {
    let pbx = pbx(&[]).await;
    let long = |characters: usize| "x".repeat(characters);
    for (member, value, rule) in [
        ("id", json!(5), "unknown"),
        ("hostnme", json!("x"), "unknown"),
        ("status", json!(1), "unknown"),
        ("enb_sbc_routing", json!(1), "unknown"),
        ("port", json!("5060"), "integer"),
        ("name", json!(5), "string"),
        ("enable", json!(true), "integer"),
        ("did_list", json!({}), "array"),
        ("name", json!("acme reg"), "format"),
        ("name", json!(""), "format"),
        ("name", json!(long(64)), "format"),
        ("type", json!("webtrunk"), "enum"),
        ("type", json!("peer_did"), "enum"),
        ("country", json!("Atlantis"), "enum"),
        ("itsp", json!("Example Telecom"), "enum"),
        ("transport", json!("ws"), "format"),
        ("hostname", json!(long(256)), "format"),
        ("hostname", json!(""), "format"),
        ("port", json!(65536), "format"),
        ("port", json!(-1), "format"),
        ("domain", json!(" "), "format"),
        ("username", json!(long(256)), "format"),
        ("password", json!(long(256)), "format"),
        ("auth_name", json!(""), "format"),
        ("enable", json!(2), "format"),
        ("codec_sel", json!("ulaw, alaw"), "format"),
        ("codec_sel", json!("ulaw,pcmu"), "format"),
        ("codec_sel", json!(""), "format"),
        ("def_outbound_cid", json!(long(32)), "format"),
        ("def_outbound_cid_name", json!(long(128)), "format"),
        ("outbound_proxy_port", json!(65536), "format"),
        ("setting_of_sip_and_sdp_ip", json!("own"), "format"),
        ("def_outbound_cid", json!(null), "null"),
    ] {
        let mut body = register();
        body[member] = value.clone();
        assert_eq!(pbx.post("trunk/create", body).await.both(), invalid(member, rule), "{member} = {value}");
    }
    for (good, member, value) in [
        (peer(), "username", json!("x")),
        (peer(), "password", json!("x")),
        (peer(), "auth_name", json!("x")),
        (peer(), "enb_outbound_proxy", json!(0)),
        (account(), "hostname", json!("x")),
        (account(), "port", json!(5060)),
        (account(), "domain", json!("x")),
        (account(), "did_list", json!([])),
        (account(), "outbound_proxy_server", json!("x")),
        (account(), "outbound_proxy_port", json!(1)),
    ] {
        let mut body = good;
        body[member] = value;
        assert_eq!(pbx.post("trunk/create", body).await.both(), invalid(member, "not of this type"), "{member}");
    }
}

#[tokio::test]
async fn members_do_not_contradict_each_other() {
    let pbx = pbx(&[]).await;
    let create = async |good: Json, more: Json| {
        let mut body = good;
        body.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
        pbx.post("trunk/create", body).await.both()
    };
    assert_eq!(create(account(), json!({"transport": "dnsnaptr"})).await, invalid("transport", "enum"));
    let proxy = json!({"enb_outbound_proxy": 1, "outbound_proxy_port": 5060});
    assert_eq!(create(register(), proxy).await, invalid("outbound_proxy_server", "required"));
    let proxy = json!({"enb_outbound_proxy": 1, "outbound_proxy_server": "proxy.example"});
    assert_eq!(create(register(), proxy).await, invalid("outbound_proxy_port", "required"));
    let address = json!({"sip_and_sdp_ip_addr": "203.0.113.5"});
    assert_eq!(create(register(), address).await, invalid("sip_and_sdp_ip_addr", "custom only"));
    let id = pbx.create(account()).await;
    let update = pbx.post("trunk/update", json!({"id": id, "transport": "dnsnaptr"})).await;
    assert_eq!(update.both(), invalid("transport", "enum"), "an update is held against what is there");
}

#[tokio::test]
async fn caller_ids_and_dids_are_checked_one_by_one() {
    let pbx = pbx(&[]).await;
    let shared = |members: Json| {
        let mut element = json!({"outbound_cid_option": "shared", "outbound_cid": "5550101", "ext_list": [{"type": "extension", "id": 7}]});
        element.as_object_mut().expect("an object").extend(members.as_object().cloned().expect("an object"));
        element
    };
    let range = |numbers: &str, extensions: &str| json!({"outbound_cid_option": "range", "outbound_cid": numbers, "outbound_cid_to_ext_range": extensions});
    for (element, member, rule) in [
        (shared(json!({"id": 11})), "id", "unknown"),
        (shared(json!({"outbound_cid_option": "single"})), "outbound_cid_option", "enum"),
        (shared(json!({"outbound_cid_option": ""})), "outbound_cid_option", "required"),
        (shared(json!({"outbound_cid": ""})), "outbound_cid", "required"),
        (shared(json!({"outbound_cid": "5".repeat(32)})), "outbound_cid", "length"),
        (shared(json!({"outbound_cid": "555 0101"})), "outbound_cid", "characters"),
        (shared(json!({"outbound_cid_name": "x".repeat(128)})), "outbound_cid_name", "length"),
        (shared(json!({"ext_list": []})), "ext_list", "required"),
        (shared(json!({"ext_list": [{"type": "extension"}]})), "ext_list.id", "required"),
        (shared(json!({"ext_list": [{"type": "queue", "id": 7}]})), "ext_list.type", "enum"),
        (range("5550110-5550119", ""), "outbound_cid_to_ext_range", "required"),
        (range("5550110", "1010"), "outbound_cid", "range"),
        (range("99-100", "1010-1011"), "outbound_cid", "range"),
        (range("5550119-5550110", "1010-1019"), "outbound_cid", "range"),
        (range("5550000-5550500", "1000-1500"), "outbound_cid", "range of at most 500"),
        (range("5550110-5550119", "1010"), "outbound_cid_to_ext_range", "range"),
        (range("5550110-5550119", "1010-1018"), "outbound_cid_to_ext_range", "same count"),
        // As many as no number counts.
        (range("1-2", &format!("{:039}-{}", 0, u128::MAX)), "outbound_cid_to_ext_range", "same count"),
    ] {
        let mut body = peer();
        body["outbound_cid_list"] = json!([element]);
        let due = invalid(&format!("outbound_cid_list[0].{member}"), rule);
        assert_eq!(pbx.post("trunk/create", body).await.both(), due, "{element}");
    }
    for (element, member, rule) in [
        (json!({"did_name": "x"}), "did", "required"),
        (json!({"did": "5".repeat(32)}), "did", "length"),
        (json!({"did": "555 01"}), "did", "characters"),
        (json!({"did": "555", "did_name": "x".repeat(128)}), "did_name", "length"),
        (json!({"did": "555", "id": 1}), "id", "unknown"),
    ] {
        let mut body = peer();
        body["did_list"] = json!([element]);
        let due = invalid(&format!("did_list[0].{member}"), rule);
        assert_eq!(pbx.post("trunk/create", body).await.both(), due, "{element}");
    }
    let mut body = peer();
    let last = shared(json!({"ext_list": [{"type": "extension", "id": i64::MAX}]}));
    body["outbound_cid_list"] =
        json!([shared(json!({"outbound_cid": "0{{.Ext}}*#"})), range("+5550110-+5550110", "1010-1010"), last]);
    body["did_list"] = json!([{"did": "[2-9]XX.!"}]);
    pbx.create(body).await;
}

#[tokio::test]
async fn an_update_names_its_trunk_and_keeps_to_what_can_change() {
    let pbx = pbx(&[]).await;
    let id = pbx.create(register()).await;
    let update = async |body: Json| pbx.post("trunk/update", body).await.both();
    assert_eq!(update(json!({"name": "x"})).await, invalid("id", "required"));
    assert_eq!(update(json!({"id": id.to_string(), "name": "x"})).await, invalid("id", "integer"));
    for (member, value) in [("type", "register"), ("country", "general"), ("itsp", "")] {
        assert_eq!(update(json!({"id": id, member: value})).await, invalid(member, "read only"));
    }
    assert_eq!(update(json!({"id": id, "port": 70000})).await, invalid("port", "format"));
    assert_eq!(update(json!({"id": id})).await, success());
}

#[tokio::test]
async fn no_two_trunks_share_a_name() {
    let pbx = pbx(&[]).await;
    pbx.create(register()).await;
    let id = pbx.create(peer()).await;
    let blamed = |name: &str| json!([{"field": "name", "value": name, "external_source": "trunk", "external_source_name": name}]);
    let due = |name: &str| {
        (200, json!({"errcode": 40003, "errmsg": "DUPLICATE KEY VALUE", "duplicate_field_list": blamed(name)}))
    };
    assert_eq!(pbx.post("trunk/create", peer()).await.both(), due("acme_peer"));
    let taken = pbx.post("trunk/update", json!({"id": id, "name": "acme_reg"})).await;
    assert_eq!(taken.both(), due("acme_reg"));
    assert_eq!(pbx.post("trunk/update", json!({"id": id, "name": "acme_peer"})).await.both(), success(), "its own");
}
