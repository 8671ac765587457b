//! Switches under which a step must end in an error, since the vendor refuses, or nobody can know what it did.

/// What is said under one switch.
#[derive(Debug)]
pub struct Refusal {
    /// `vendor.switch=value`.
    pub switch: &'static str,
    /// Each error has one of these in it, and each of these is in an error.
    pub words: &'static [&'static str],
}

/// Those of a vendor's switches.
pub fn refusals(vendor: &str) -> impl Iterator<Item = &'static Refusal> + Clone {
    let prefix = format!("{vendor}.");
    REFUSALS.iter().filter(move |known| known.switch.starts_with(&prefix))
}

/// What may be said under a switch, and need not be, since calls that come at the same time decide it.
pub fn by_chance(switch: &str) -> &'static [&'static str] {
    match switch {
        "yeastar.token-calls=2" => &["TOKEN EXPIRED"],
        _ => &[],
    }
}

/// Whether answers under a switch show of an attribute something else than the vendor holds: what nobody set, what has no
/// meaning for the trunk's kind, what an older firmware does not have, or the time of the change before one that changes
/// nothing else that is shown.
pub fn shown_only(switch: &str, attribute: &str) -> bool {
    let among = |attributes: &[&str]| attributes.contains(&attribute);
    match switch {
        "fonedynamics.provisioning=fails" => among(&["provisioning_state"]),
        "fonedynamics.type-change=keeps" => among(&["allowed_ips"]),
        "nebrija.extra-keys=advanced" | "nebrija.extra-keys=everywhere" => among(&["advanced"]),
        "yeastar.firmware=older" => among(&[
            "transparent_trans_180_msg",
            "setting_of_sip_and_sdp_ip",
            "ignore_100_response",
            "force_dod_from",
            "sipauth_cache_enabled",
            "sbc_routing_enabled",
        ]),
        _ => switch.ends_with(".update-visible-after=2") && attribute == "updated_at",
    }
}

/// Whether what a trunk has is there no more once a switch is thrown: the next plan wants it back.
pub fn taken_away(switch: &str) -> bool {
    // What was shown in clear and is shown as empty text was emptied.
    ["livekit.media=missing", "livekit.password=empty"].contains(&switch)
}

const fn refusal(switch: &'static str, words: &'static [&'static str]) -> Refusal {
    Refusal { switch, words }
}

const REFUSALS: &[Refusal] = &[
    refusal("bolna.astray=create-other", &["A trunk may exist", "A phone number may exist", "already exists"]),
    refusal("bolna.astray=update-receipt", &["with no trunk in it"]),
    refusal("bolna.astray=update-other", &["with no trunk in it"]),
    refusal("bolna.astray=read-other", &["with another trunk in it"]),
    refusal("bolna.texts=lower-case", &["did not take description", "did not take name"]),
    refusal("bolna.clearing=ignored", &["did not take description"]),
    refusal("bolna.clearing=refused", &["description must not be empty"]),
    refusal("bolna.list=pages-absurd", &["only a part of the list"]),
    refusal("bolna.list=pages-endless", &["rows that were answered before"]),
    refusal(
        "bolna.write-answer=500-applied",
        &["may exist", "already exists", "did not confirm the change of the trunk"],
    ),
    refusal("crazytel.astray=create-receipt", &["A trunk may exist"]),
    refusal("crazytel.astray=create-other", &["A trunk may exist"]),
    refusal("crazytel.astray=update-receipt", &["with no trunk in it"]),
    refusal("crazytel.astray=update-other", &["with no trunk in it"]),
    refusal("crazytel.astray=read-other", &["with another trunk in it"]),
    refusal("crazytel.texts=lower-case", &["did not take description"]),
    refusal("crazytel.delete=405", &["remove it in the Crazytel portal"]),
    refusal(
        "crazytel.write-answer=500-applied",
        &["A trunk may exist", "shows the new values all the same", "No answer shows whether the password was taken"],
    ),
    refusal("nebrija.create-answer=without-id", &["A trunk may exist"]),
    refusal("nebrija.astray=create-receipt", &["A trunk may exist"]),
    refusal("nebrija.astray=create-other", &["A trunk may exist", "two resources have it"]),
    refusal("nebrija.astray=update-receipt", &["with no trunk in it"]),
    refusal("nebrija.astray=update-other", &["with no trunk in it"]),
    refusal("nebrija.astray=read-other", &["with another trunk in it"]),
    refusal("nebrija.texts=trimmed", &["did not take name"]),
    refusal("nebrija.texts=lower-case", &["did not take name"]),
    refusal("nebrija.gateways-update=merged", &["\"gateways\" has one more there"]),
    refusal("nebrija.redirect=always", &["which is not followed"]),
    refusal("nebrija.delete=405", &["Remove it in the portal of Nebrija AI"]),
    refusal("nebrija.delete=409", &["conflict: the SIP trunk is in use"]),
    refusal("nebrija.write-answer=500-applied", &["A trunk may exist", "did not confirm the change of the trunk"]),
    refusal("fonedynamics.astray=create-receipt", &["A trunk may exist"]),
    refusal("fonedynamics.astray=create-other", &["A trunk may exist"]),
    refusal("fonedynamics.astray=read-other", &["with another trunk in it"]),
    refusal("fonedynamics.provisioning=fails", &["marked as tainted"]),
    refusal("fonedynamics.texts=lower-case", &["did not take customer_reference", "did not take name"]),
    refusal("fonedynamics.clearing=ignored", &["did not take customer_reference"]),
    refusal("fonedynamics.clearing=refused", &["PARAMETER_INVALID"]),
    refusal("fonedynamics.delete=ignored", &["still shows it as active"]),
    refusal("fonedynamics.delete=405", &["Remove it in the portal of Fone Dynamics"]),
    refusal(
        "fonedynamics.write-answer=500-unapplied",
        &["A trunk may exist", "still shows the old values: apply again.", "did not delete the trunk"],
    ),
    refusal("fonedynamics.write-answer=500-applied", &["A trunk may exist", "did not confirm the change of the trunk"]),
    refusal("livekit.astray=create-receipt", &["trunk may exist", "Conflicting inbound SIP Trunks"]),
    refusal("livekit.texts=lower-case", &["did not take name", "shows another name since the plan"]),
    refusal("livekit.media=missing", &["did not take codecs", "did not take media_timeout"]),
    refusal("livekit.dropped=metadata", &["did not take metadata"]),
    refusal("livekit.dropped=numbers", &["did not take phone_numbers"]),
    refusal("livekit.dropped=auth_username", &["did not take username"]),
    refusal("livekit.dropped=auth_password", &["did not take password"]),
    refusal("livekit.dropped=transport", &["did not take transport"]),
    refusal("livekit.dropped=headers", &["did not take headers"]),
    refusal(
        "livekit.dropped=media",
        &["did not take codecs", "did not take media_timeout", "did not take media_encryption"],
    ),
    refusal(
        "livekit.write-answer=500-applied",
        &["trunk may exist", "Conflicting inbound SIP Trunks", "shows the new values all the same"],
    ),
    refusal(
        "livekit.write-answer=503-applied",
        &["trunk may exist", "Conflicting inbound SIP Trunks", "shows the new values all the same"],
    ),
    refusal("livekit.delete=ignored", &["still shows it as active"]),
    refusal("livekit.redis=gone", &["connection refused"]),
    refusal("livekit.redis=none", &["redis required"]),
    refusal("yeastar.write-answer=partial", &["1 PARTIAL SUCCESS"]),
    refusal("yeastar.astray=create-other", &["A trunk may exist", "DUPLICATE KEY VALUE"]),
    refusal("yeastar.astray=read-other", &["with another trunk in it"]),
    refusal("yeastar.list=absurd", &["only a part of the list"]),
    refusal("yeastar.list=endless", &["rows that were answered before"]),
    refusal("yeastar.permission=10009", &["OPERATION FAILED"]),
    refusal("yeastar.clearing=ignored", &["Yeastar did not take"]),
    refusal("yeastar.clearing=refused", &["PARAMETER ERROR"]),
    refusal("yeastar.trunk-limit=2", &["MAX LIMITATION EXCEEDED"]),
    refusal("yeastar.references=routes", &["CONNECTION_RELATION_EXISTED"]),
    refusal("yeastar.write-answer=failed-unapplied", &["INTERNAL SERVER ERROR"]),
    refusal("yeastar.write-answer=failed-applied", &["INTERNAL SERVER ERROR", "DUPLICATE KEY VALUE"]),
];
