//! Trunks of every kind, drawn by chance.

use fastrand::Rng;
use serde_json::{Map, Value as Json, json};

/// Attributes that only make sense together: they are drawn and changed as one.
type Group = Map<String, Json>;

/// A kind of trunk.
pub struct Kind {
    /// The resource's type.
    pub resource: &'static str,
    pub vendor: &'static str,
    /// Draws the attributes of the trunk with this label, which no other trunk has.
    draw: fn(&mut Rng, &Label) -> Vec<Json>,
    /// What somebody else changes of one of them.
    pub drift: fn(&mut Rng) -> Json,
    /// The id by which the object of the vendor is imported.
    pub import: fn(&Json) -> String,
    /// Where the vendor holds the password.
    pub password: &'static str,
}

pub const KINDS: &[Kind] = &[
    Kind {
        resource: "siptrunk_bolna_trunk",
        vendor: "bolna",
        draw: bolna,
        drift: |rng| json!({"description": word(rng), "qualify_frequency": rng.u32(1..90)}),
        import: |object| text(&object["id"]),
        password: "/auth_password",
    },
    Kind {
        resource: "siptrunk_bolna_phone_number",
        vendor: "bolna",
        draw: bolna_number,
        drift: |_| Json::Null,
        import: |object| format!("{}/{}", text(&object["byot_trunk_id"]), text(&object["id"])),
        password: "/none",
    },
    Kind {
        resource: "siptrunk_crazytel_trunk",
        vendor: "crazytel",
        draw: crazytel,
        drift: |rng| json!({"enabled": rng.bool(), "hide_caller_id": rng.bool()}),
        import: |object| text(&object["id"]),
        password: "/password",
    },
    Kind {
        resource: "siptrunk_fonedynamics_trunk",
        vendor: "fonedynamics",
        draw: fonedynamics,
        drift: |rng| json!({"ChannelLimit": rng.u32(1..50)}),
        import: |object| format!("{}/{}", text(&object["PropertySid"]), text(&object["SipTrunkSid"])),
        password: "/SipTrunkCredentials/Password",
    },
    Kind {
        resource: "siptrunk_livekit_inbound_trunk",
        vendor: "livekit",
        draw: livekit_inbound,
        drift: |rng| json!({"metadata": word(rng), "headers": {"X-By": word(rng)}}),
        import: |object| text(&object["sip_trunk_id"]),
        password: "/auth_password",
    },
    Kind {
        resource: "siptrunk_livekit_outbound_trunk",
        vendor: "livekit",
        draw: livekit_outbound,
        drift: |rng| json!({"metadata": word(rng)}),
        import: |object| text(&object["sip_trunk_id"]),
        password: "/auth_password",
    },
    Kind {
        resource: "siptrunk_nebrija_trunk",
        vendor: "nebrija",
        draw: nebrija,
        drift: |rng| json!({"gateways": [{"ipOrDomain": host(rng), "port": rng.u32(5000..5100)}]}),
        import: |object| text(&object["id"]),
        password: "/authentication/password",
    },
    Kind {
        resource: "siptrunk_yeastar_trunk",
        vendor: "yeastar",
        draw: yeastar,
        drift: |rng| json!({"def_outbound_cid": format!("5550{}", rng.u32(100..200)), "codec_sel": "g729"}),
        import: |object| text(&object["id"]),
        password: "/password",
    },
];

/// What tells a trunk from all others, at the vendor and in Terraform.
pub struct Label(pub u32);

impl Label {
    /// Its name in the configuration.
    pub fn name(&self) -> String {
        format!("t{:05}", self.0)
    }

    /// What the vendor has in a name or a note of it.
    pub fn text(&self) -> String {
        format!("trunk-{:05}", self.0)
    }

    /// A telephone number of its own.
    pub fn phone(&self) -> String {
        format!("+1555{:07}", self.0)
    }
}

/// A trunk as it is to be.
pub struct Trunk {
    pub kind: &'static Kind,
    pub label: Label,
    groups: Vec<Group>,
    /// The trunk that it belongs to, by its name.
    pub host: Option<String>,
}

impl Trunk {
    pub fn new(kind: &'static Kind, label: Label, host: Option<String>, rng: &mut Rng) -> Self {
        let groups = drawn(kind, &label, rng);
        Self { kind, label, groups, host }
    }

    /// Draws some of its attributes anew.
    pub fn change(&mut self, rng: &mut Rng) {
        let anew = drawn(self.kind, &self.label, rng);
        for _ in 0..rng.usize(1..4) {
            let at = rng.usize(0..anew.len());
            self.groups[at] = anew[at].clone();
        }
    }

    pub fn address(&self) -> String {
        format!("{}.{}", self.kind.resource, self.label.name())
    }

    /// What the vendor's object has somewhere in it, and no other one of its kind.
    pub fn mark(&self) -> String {
        match self.kind.resource {
            "siptrunk_bolna_phone_number" => self.label.phone().trim_start_matches('+').to_owned(),
            _ => self.label.text(),
        }
    }

    /// Its attributes.
    pub fn config(&self) -> Group {
        let mut config: Group =
            self.groups.iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect();
        if let Some(host) = &self.host {
            config.insert("trunk_id".into(), format!("${{siptrunk_bolna_trunk.{host}.id}}").into());
        }
        config
    }

    /// The password that it is to have.
    pub fn password(&self) -> Option<String> {
        let config = self.config();
        ["password", "password_wo"].iter().find_map(|name| config.get(*name)?.as_str().map(str::to_owned))
    }
}

fn drawn(kind: &Kind, label: &Label, rng: &mut Rng) -> Vec<Group> {
    let group = |json: Json| json.as_object().cloned().unwrap_or_default();
    (kind.draw)(rng, label).into_iter().map(group).collect()
}

fn text(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}

fn word(rng: &mut Rng) -> String {
    (*rng.choice(&["Reception", "Büro", "Night shift", "Sales", "Warehouse", "Support"]).expect("a word")).to_owned()
}

fn host(rng: &mut Rng) -> String {
    format!("sip-{}.carrier.example", rng.u32(1..9))
}

fn address(rng: &mut Rng) -> String {
    format!("203.0.113.{}", rng.u32(1..250))
}

/// This, or nothing.
fn perhaps(rng: &mut Rng, json: Json) -> Json {
    if rng.bool() { json } else { Json::Null }
}

/// A password beside these attributes: kept in the state, or written and forgotten.
fn with_password(rng: &mut Rng, mut rest: Json) -> Json {
    let password = format!("Harbour{}b{}-Bridge", rng.u32(10..99), rng.u32(10..99));
    if rng.bool() {
        rest["password"] = password.into();
    } else {
        rest["password_wo"] = password.into();
        rest["password_wo_version"] = rng.u32(1..1_000_000).into();
    }
    rest
}

fn bolna(rng: &mut Rng, label: &Label) -> Vec<Json> {
    let gateway = |rng: &mut Rng, priority: u32| json!({"host": format!("{priority}.{}", host(rng)), "port": rng.u32(5060..5070), "priority": priority});
    let count = rng.u32(1..4);
    let gateways: Vec<_> = (1..=count).map(|priority| gateway(rng, priority)).collect();
    let username = format!("agent-{}", rng.u32(1..99));
    let login = json!({"auth_type": "credentials", "username": username});
    let allowed: Vec<_> = (0..rng.u32(1..3)).map(|_| address(rng)).collect();
    // The kind of authorization stays; what it needs may change.
    let authorization = match label.0 % 2 {
        0 => with_password(rng, login),
        _ => json!({"auth_type": "ip", "allowed_ips": unlike(allowed)}),
    };
    vec![
        json!({"name": label.text(), "provider_name": "custom"}),
        authorization,
        json!({"gateways": gateways}),
        {
            let text = word(rng);
            perhaps(rng, json!({"description": text}))
        },
        match rng.bool() {
            true => json!({"transport": "tls", "media_encryption": "sdes"}),
            false => json!({"transport": "udp"}),
        },
        perhaps(rng, json!({"codecs": ["alaw", "ulaw"]})),
        {
            let seconds = rng.u32(0..60);
            perhaps(rng, json!({"qualify_frequency": seconds}))
        },
        json!({"inbound_enabled": true}),
    ]
}

fn bolna_number(rng: &mut Rng, label: &Label) -> Vec<Json> {
    let name = word(rng);
    vec![json!({"phone_number": label.phone()}), perhaps(rng, json!({"name": name}))]
}

fn crazytel(rng: &mut Rng, label: &Label) -> Vec<Json> {
    let caller = format!("6125550{}", rng.u32(1234..1250));
    let flag = rng.bool();
    vec![
        json!({"description": format!("{} {}", label.text(), word(rng))}),
        with_password(rng, json!({})),
        json!({"caller_id": caller}),
        perhaps(rng, json!({"area_code": "02"})),
        perhaps(rng, json!({"enabled": flag})),
        perhaps(rng, json!({"hide_caller_id": flag})),
        perhaps(rng, json!({"sms_sender": "61455501234"})),
        perhaps(rng, json!({"softphone_sync_sms": flag})),
    ]
}

fn fonedynamics(rng: &mut Rng, label: &Label) -> Vec<Json> {
    let allowed: Vec<_> = (0..rng.u32(1..4)).map(|_| address(rng) + "/32").collect();
    let realm = format!("{}-{}", label.text(), rng.u32(1..9));
    let authorization = match rng.bool() {
        true => with_password(rng, json!({"auth_type": "credentials", "realm": realm})),
        false => json!({"auth_type": "ip", "allowed_ips": unlike(allowed)}),
    };
    let (limit, reference) = (rng.u32(1..40), word(rng));
    vec![
        json!({"name": label.text()}),
        json!({"caller_id": format!("+6125550{}", rng.u32(1234..1250))}),
        authorization,
        perhaps(rng, json!({"allowed_countries": ["AU", "NZ"]})),
        perhaps(rng, json!({"channel_limit": limit})),
        perhaps(rng, json!({"customer_reference": reference})),
    ]
}

fn livekit_inbound(rng: &mut Rng, label: &Label) -> Vec<Json> {
    let (metadata, team, allowed) = (word(rng), word(rng), address(rng));
    let login = json!({"username": format!("carrier-{}", rng.u32(1..9))});
    let login = with_password(rng, login);
    vec![
        json!({"name": label.text(), "phone_numbers": [label.phone()]}),
        perhaps(rng, json!({"metadata": metadata})),
        perhaps(rng, json!({"allowed_ips": [allowed]})),
        perhaps(rng, login),
        perhaps(rng, json!({"headers": {"X-Team": team}})),
        perhaps(rng, json!({"ringing_timeout": "30s"})),
        perhaps(rng, json!({"media_encryption": "require"})),
        perhaps(rng, json!({"codecs": ["PCMU/8000", "G722"]})),
    ]
}

fn livekit_outbound(rng: &mut Rng, label: &Label) -> Vec<Json> {
    let (metadata, address) = (word(rng), host(rng));
    let login = json!({"username": format!("carrier-{}", rng.u32(1..9))});
    let login = with_password(rng, login);
    vec![
        json!({"name": label.text(), "phone_numbers": [label.phone()]}),
        json!({"address": address}),
        perhaps(rng, json!({"metadata": metadata})),
        perhaps(rng, login),
        perhaps(rng, json!({"transport": "tls"})),
        perhaps(rng, json!({"destination_country": "us"})),
        perhaps(rng, json!({"media_timeout": "30s"})),
    ]
}

fn nebrija(rng: &mut Rng, label: &Label) -> Vec<Json> {
    let gateway = |rng: &mut Rng| json!({"host": host(rng), "port": rng.u32(5060..5080)});
    let mut gateways = vec![gateway(rng)];
    gateways.extend(rng.bool().then(|| json!({"host": "192.0.2.20", "port": 5080, "name": "backup"})));
    let login = json!({"username": format!("user-{}", rng.u32(1..9))});
    let advanced = json!({"retries": rng.u32(1..5)}).to_string();
    vec![
        json!({"name": label.text()}),
        json!({"gateways": gateways}),
        // A login that is taken away again is not what the vendor's pages tell how to do.
        with_password(rng, login),
        json!({"advanced": advanced}),
    ]
}

fn yeastar(rng: &mut Rng, label: &Label) -> Vec<Json> {
    let name = json!({"name": label.text()});
    let login = json!({"username": format!("u{}", rng.u32(100..999)), "auth_name": format!("a{}", rng.u32(100..999))});
    let there = json!({"host": host(rng), "port": rng.u32(5060..5070), "domain": "carrier.example"});
    let (caller, did) = (format!("5550{}", rng.u32(100..999)), format!("5550{}", rng.u32(100..999)));
    let transport = if rng.bool() { "udp" } else { "tcp" };
    // A trunk stays of its kind.
    let mut groups = match label.0 % 3 {
        0 => vec![json!({"type": "register"}), there, with_password(rng, login)],
        1 => vec![json!({"type": "peer"}), there],
        _ => vec![json!({"type": "account"}), with_password(rng, login)],
    };
    groups.extend([
        name,
        json!({"transport": transport}),
        match rng.bool() {
            true => json!({"codecs": ["alaw", "ulaw"]}),
            false => json!({"codecs": ["ulaw", "alaw", "g722"]}),
        },
        perhaps(rng, json!({"caller_id": caller})),
    ]);
    if label.0 % 3 < 2 {
        groups.push(perhaps(rng, json!({"dids": [{"did": did}]})));
    }
    groups
}

/// Without those that are there twice.
fn unlike(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}
