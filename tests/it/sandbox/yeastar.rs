//! A Yeastar PBX's behaviour as it is by default.

use serde_json::{Value as Json, json};

use super::{Answer, Sandbox};

pub const API: &str = "/yeastar/openapi/v1.0";
pub const AGENT: (&str, &str) = ("user-agent", "OpenAPI");
pub const JSON: (&str, &str) = ("content-type", "application/json");

/// A call without a token; null is no body.
pub async fn bare(sandbox: &Sandbox, method: &str, path: &str, body: Json) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    sandbox.raw(method, &format!("{API}/{path}"), &[AGENT, JSON], &body).await.expect("an answer")
}

pub async fn login(sandbox: &Sandbox, secret: &str) -> Answer {
    bare(sandbox, "POST", "get_token", json!({"username": "sandbox-yeastar-client", "password": secret})).await
}

/// A PBX that somebody has logged in to.
pub struct Pbx {
    pub sandbox: Sandbox,
    pub token: String,
}

pub async fn pbx(switches: &[&str]) -> Pbx {
    let sandbox = Sandbox::start(switches).await;
    let token = token(&login(&sandbox, "sandbox-yeastar-secret").await);
    Pbx { sandbox, token }
}

pub fn token(answer: &Answer) -> String {
    answer.json()["access_token"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

impl Pbx {
    pub async fn get(&self, path: &str) -> Answer {
        let joint = if path.contains('?') { '&' } else { '?' };
        bare(&self.sandbox, "GET", &format!("{path}{joint}access_token={}", self.token), Json::Null).await
    }

    pub async fn post(&self, path: &str, body: Json) -> Answer {
        bare(&self.sandbox, "POST", &format!("{path}?access_token={}", self.token), body).await
    }

    /// Makes a trunk and returns its number.
    pub async fn create(&self, body: Json) -> i64 {
        let made = self.post("trunk/create", body).await;
        let id = made.json()["id"].as_i64().unwrap_or_else(|| panic!("{made:?}"));
        assert_eq!(made.both(), (200, json!({"errcode": 0, "errmsg": "SUCCESS", "id": id})));
        id
    }

    pub async fn read(&self, id: i64) -> Json {
        let answer = self.get(&format!("trunk/get?id={id}")).await;
        assert_eq!((answer.status, &answer.json()["errcode"]), (200, &json!(0)), "{answer:?}");
        answer.json()["data"].clone()
    }
}

pub fn register() -> Json {
    json!({"name": "acme_reg", "enable": 1, "country": "general", "type": "register", "transport": "udp",
        "hostname": "sip.acme.example", "port": 5060, "domain": "sip.acme.example", "username": "u100",
        "password": "Abcdefgh12", "auth_name": "u100", "codec_sel": "ulaw,alaw", "def_outbound_cid": "5550100",
        "did_list": [{"did": "5550100", "did_name": "main"}],
        "outbound_cid_list": [{"outbound_cid_option": "shared", "outbound_cid": "5550101", "outbound_cid_name": "Sales",
            "ext_list": [{"type": "extension", "id": 7}, {"type": "ext_group", "id": 2}]},
            {"outbound_cid_option": "range", "outbound_cid": "5550110-5550119",
            "outbound_cid_to_ext_range": "1010-1019"}]})
}

pub fn peer() -> Json {
    json!({"name": "acme_peer", "country": "general", "type": "peer", "transport": "udp", "hostname": "198.51.100.7",
        "port": 5060, "domain": "198.51.100.7", "codec_sel": "alaw,ulaw"})
}

pub fn account() -> Json {
    json!({"name": "acme_acct", "country": "general", "type": "account", "transport": "udp", "username": "6700",
        "password": "Abcdefgh12", "auth_name": "6700", "codec_sel": "ulaw,alaw"})
}

/// What newer firmware shows beside the rest.
fn newer(mut trunk: Json) -> Json {
    let members = [
        ("transparent_trans_180_msg", json!(0)),
        ("setting_of_sip_and_sdp_ip", json!("default")),
        ("sip_and_sdp_ip_addr", json!("")),
        ("ignore_100_response", json!(0)),
        ("force_dod_from", json!(0)),
        ("enb_sipauth_cache", json!(0)),
        ("enb_sbc_routing", json!(0)),
    ];
    for (member, value) in members {
        trunk[member] = value;
    }
    trunk
}

pub fn success() -> (u16, Json) {
    (200, json!({"errcode": 0, "errmsg": "SUCCESS"}))
}

pub fn refused(code: i64, says: &str) -> (u16, Json) {
    (200, json!({"errcode": code, "errmsg": says}))
}

#[tokio::test]
async fn a_register_trunk_is_read_as_the_pages_example_shows_it() {
    let pbx = pbx(&[]).await;
    let id = pbx.create(register()).await;
    let mut shown = pbx.read(id).await;
    for caller in shown["outbound_cid_list"].as_array_mut().expect("an array") {
        assert!(caller["id"].take().is_i64(), "an id of its own");
    }
    let due = newer(json!({"id": id, "name": "acme_reg", "enable": 1, "country": "general", "type": "register",
        "transport": "udp", "hostname": "sip.acme.example", "port": 5060, "domain": "sip.acme.example",
        "username": "u100", "password": "Abcdefgh12", "auth_name": "u100", "enb_outbound_proxy": 0,
        "outbound_proxy_server": "", "outbound_proxy_port": 0, "codec_sel": "ulaw,alaw",
        "def_outbound_cid": "5550100", "def_outbound_cid_name": "",
        "outbound_cid_list": [{"id": null, "outbound_cid_option": "shared", "outbound_cid": "5550101",
            "outbound_cid_name": "Sales", "outbound_cid_to_ext_range": "",
            "ext_list": [{"type": "extension", "ext_number": "1007", "ext_name": "Extension 7", "id": 7},
                {"type": "ext_group", "ext_number": "Group 2", "ext_name": "", "id": 2}]},
            {"id": null, "outbound_cid_option": "range", "outbound_cid": "5550110-5550119", "outbound_cid_name": "",
            "outbound_cid_to_ext_range": "1010-1019", "ext_list": []}],
        "did_list": [{"did": "5550100", "did_name": "main"}]}));
    assert_eq!(shown, due);
}

#[tokio::test]
async fn peer_and_account_trunks_have_what_their_types_have() {
    let pbx = pbx(&[]).await;
    let (one, two) = (pbx.create(peer()).await, pbx.create(account()).await);
    let due = newer(json!({"id": one, "name": "acme_peer", "enable": 1, "country": "general", "type": "peer",
        "transport": "udp", "hostname": "198.51.100.7", "port": 5060, "domain": "198.51.100.7",
        "codec_sel": "alaw,ulaw", "def_outbound_cid": "", "def_outbound_cid_name": "", "outbound_cid_list": [],
        "did_list": []}));
    assert_eq!(pbx.read(one).await, due);
    let due = newer(json!({"id": two, "name": "acme_acct", "enable": 1, "country": "general", "type": "account",
        "transport": "udp", "username": "6700", "password": "Abcdefgh12", "auth_name": "6700",
        "codec_sel": "ulaw,alaw", "def_outbound_cid": "", "def_outbound_cid_name": "", "outbound_cid_list": []}));
    assert_eq!(pbx.read(two).await, due);
    let both = pbx.get(&format!("trunk/query?ids={two},{one}")).await.json();
    assert_eq!(both["data"].as_array().map(Vec::len), Some(2));
    assert_eq!((&both["data"][0]["id"], &both["data"][1]["id"]), (&json!(two), &json!(one)));
    let held = pbx.sandbox.objects("yeastar").await;
    assert_eq!((&held[0]["name"], &held[1]["password"]), (&json!("acme_peer"), &json!("Abcdefgh12")));
}

#[tokio::test]
async fn a_template_is_one_of_the_list() {
    let pbx = pbx(&[]).await;
    let list = pbx.get("trunk/itsp_list").await.json();
    assert_eq!(list["total_number"], 3);
    assert_eq!(list["data"][0], json!({"id": 1, "country": "Australia", "name": "Example Telecom"}));
    let mut body = register();
    (body["country"], body["itsp"]) = (json!("Australia"), json!("Example Telecom"));
    let id = pbx.create(body).await;
    let trunk = pbx.read(id).await;
    assert_eq!((&trunk["country"], &trunk["itsp"]), (&json!("Australia"), &json!("Example Telecom")));
}

#[tokio::test]
async fn an_update_takes_over_what_it_names_and_replaces_lists_whole() {
    let pbx = pbx(&[]).await;
    let id = pbx.create(register()).await;
    let before = pbx.read(id).await;
    let body = json!({"id": id, "name": "acme_reg2", "enable": 0, "def_outbound_cid": "",
        "outbound_cid_list": [{"outbound_cid_option": "shared", "outbound_cid": "5550101",
            "ext_list": [{"id": 8}]}]});
    assert_eq!(pbx.post("trunk/update", body).await.both(), success());
    let after = pbx.read(id).await;
    assert_eq!(
        (&after["name"], &after["enable"], &after["def_outbound_cid"]),
        (&json!("acme_reg2"), &json!(0), &json!(""))
    );
    let list = after["outbound_cid_list"].as_array().expect("an array");
    assert_eq!((list.len(), &list[0]["outbound_cid_name"]), (1, &json!("")), "no merging");
    assert_eq!(list[0]["ext_list"][0]["type"], "extension");
    assert_ne!(list[0]["id"], before["outbound_cid_list"][0]["id"], "a new id with each write");
    assert_eq!((&after["did_list"], &after["password"]), (&before["did_list"], &before["password"]), "absent keeps");
    let empty = json!({"id": id, "outbound_cid_list": [], "did_list": []});
    assert_eq!(pbx.post("trunk/update", empty).await.both(), success());
    let after = pbx.read(id).await;
    assert_eq!((&after["outbound_cid_list"], &after["did_list"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn a_deleted_trunk_is_not_found() {
    let pbx = pbx(&[]).await;
    let id = pbx.create(peer()).await;
    assert_eq!(pbx.get(&format!("trunk/delete?id={id}")).await.both(), success());
    let gone = refused(60001, "DATA NOT FOUND");
    assert_eq!(pbx.get(&format!("trunk/get?id={id}")).await.both(), gone);
    assert_eq!(pbx.get(&format!("trunk/query?ids={id}")).await.both(), gone);
    assert_eq!(pbx.get(&format!("trunk/delete?id={id}")).await.both(), gone);
    assert_eq!(pbx.post("trunk/update", json!({"id": id, "name": "x"})).await.both(), gone);
    assert_ne!(pbx.create(peer()).await, id, "a number is not used twice");
}

#[tokio::test]
async fn the_list_has_summaries_pages_and_an_order() {
    let pbx = pbx(&[]).await;
    let (reg, peer_id, acct) = (pbx.create(register()).await, pbx.create(peer()).await, pbx.create(account()).await);
    pbx.post("trunk/update", json!({"id": peer_id, "enable": 0})).await;
    let list = pbx.get("trunk/list?page=1&page_size=20&sort_by=id&order_by=asc").await;
    let due = json!({"errcode": 0, "errmsg": "SUCCESS", "total_number": 3, "data": [
        {"id": reg, "status": 1, "name": "acme_reg", "type": "register", "host_port": "sip.acme.example:5060",
            "def_outbound_cid": "5550100", "username": "u100"},
        {"id": peer_id, "status": 44, "name": "acme_peer", "type": "peer", "host_port": "198.51.100.7:5060",
            "def_outbound_cid": ""},
        {"id": acct, "status": 43, "name": "acme_acct", "type": "account", "host_port": "", "def_outbound_cid": "",
            "username": "6700"}]});
    assert_eq!(list.both(), (200, due));
    let names = async |path: &str| -> Vec<String> {
        let rows = pbx.get(path).await.json()["data"].as_array().cloned().expect("an array");
        rows.iter().map(|row| row["name"].as_str().expect("text").to_owned()).collect()
    };
    assert_eq!(names("trunk/list?sort_by=name").await, ["acme_acct", "acme_peer", "acme_reg"]);
    assert_eq!(names("trunk/list?sort_by=name&order_by=desc").await, ["acme_reg", "acme_peer", "acme_acct"]);
    assert_eq!(names("trunk/list?page=2&page_size=2").await, ["acme_acct"]);
    assert!(names("trunk/list?page=3&page_size=2").await.is_empty());
    assert_eq!(names("trunk/search?search_value=peer").await, ["acme_peer"]);
    assert_eq!(names("trunk/search?search_value=U10").await, ["acme_reg"]);
    assert_eq!(names("trunk/search?search_value=acme").await.len(), 3);
}

#[tokio::test]
async fn a_page_has_20_rows_or_what_is_asked_for_up_to_100() {
    let pbx = pbx(&[]).await;
    for number in 0..101 {
        let mut body = peer();
        body["name"] = format!("peer-{number}").into();
        pbx.create(body).await;
    }
    for (query, rows) in [("", 20), ("?page_size=100", 100), ("?page_size=500", 100), ("?page=2&page_size=100", 1)] {
        let list = pbx.get(&format!("trunk/list{query}")).await.json();
        assert_eq!(
            (list["data"].as_array().map(Vec::len), &list["total_number"]),
            (Some(rows), &json!(101)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn menus_list_ids_as_texts() {
    let pbx = pbx(&[]).await;
    let id = pbx.create(peer()).await;
    let menu = async |name: &str| pbx.get(&format!("system/get_menuoptions?menu={name}")).await.json()["data"].clone();
    assert_eq!(menu("extension").await[6], json!({"text": "1007", "value": "7", "type": "extension"}));
    assert_eq!(menu("ext_group").await[1], json!({"text": "Group 2", "value": "2", "type": "ext_group"}));
    assert_eq!(menu("trunk").await, json!([{"text": "acme_peer", "value": id.to_string(), "type": "trunk"}]));
}

#[tokio::test]
async fn a_login_gives_two_tokens_and_a_refresh_two_others() {
    let sandbox = Sandbox::start(&[]).await;
    let answer = login(&sandbox, "sandbox-yeastar-secret").await.json();
    assert_eq!(
        (&answer["access_token_expire_time"], &answer["refresh_token_expire_time"]),
        (&json!(1800), &json!(86400))
    );
    let texts = ["access_token", "refresh_token"].map(|name| answer[name].as_str().expect("text").to_owned());
    assert!(texts.iter().all(|text| text.len() == 32), "{texts:?}");
    let again = bare(&sandbox, "POST", "refresh_token", json!({"refresh_token": texts[1]})).await.json();
    assert!(again["access_token"] != answer["access_token"] && again["refresh_token"] != answer["refresh_token"]);
    let expired = refused(10004, "TOKEN EXPIRED");
    let list = async |token: &str| bare(&sandbox, "GET", &format!("trunk/list?access_token={token}"), Json::Null).await;
    assert_eq!(list(&texts[0]).await.both(), expired, "the old one is no more");
    let new = again["access_token"].as_str().expect("text");
    assert_eq!(list(new).await.json()["errcode"], 0);
    let spent = bare(&sandbox, "POST", "refresh_token", json!({"refresh_token": texts[1]})).await;
    assert_eq!(spent.both(), expired);
    let logout = bare(&sandbox, "GET", &format!("del_token?access_token={new}"), Json::Null).await;
    assert_eq!(logout.both(), success());
    assert_eq!(list(new).await.both(), expired);
}
