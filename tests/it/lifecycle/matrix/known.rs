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

/// Whether a switch has answers show of an attribute what the vendor does not hold: what nobody set, or the time of the
/// change before one that changes nothing else that is shown.
pub fn shown_only(switch: &str, attribute: &str) -> bool {
    let behind = switch.ends_with(".update-visible-after=2") && attribute == "updated_at";
    let more = ["nebrija.extra-keys=advanced", "nebrija.extra-keys=everywhere"].contains(&switch);
    behind || (more && attribute == "advanced")
}

const fn refusal(switch: &'static str, words: &'static [&'static str]) -> Refusal {
    Refusal { switch, words }
}

const REFUSALS: &[Refusal] = &[
    refusal("crazytel.astray=create-receipt", &["A trunk may exist"]),
    refusal("crazytel.astray=create-other", &["A trunk may exist"]),
    refusal("crazytel.astray=update-receipt", &["with no trunk in it"]),
    refusal("crazytel.astray=update-other", &["with no trunk in it"]),
    refusal("crazytel.astray=read-other", &["with another trunk in it"]),
    refusal("crazytel.texts=lower-case", &["did not take description"]),
    refusal("crazytel.delete=405", &["remove it in the Crazytel portal"]),
    refusal(
        "crazytel.write-answer=500-applied",
        &[
            "A trunk may exist",
            "All the same it shows the new values",
            "other values than before",
            "from before",
            "It stays in the state",
        ],
    ),
    refusal("nebrija.create-answer=without-id", &["A trunk may exist"]),
    refusal("nebrija.astray=create-receipt", &["A trunk may exist"]),
    refusal("nebrija.astray=create-other", &["A trunk may exist"]),
    refusal("nebrija.astray=update-receipt", &["with no trunk in it"]),
    refusal("nebrija.astray=update-other", &["with no trunk in it"]),
    refusal("nebrija.astray=read-other", &["with another trunk in it"]),
    refusal("nebrija.texts=trimmed", &["did not take name"]),
    refusal("nebrija.texts=lower-case", &["did not take name"]),
    refusal("nebrija.gateways-update=merged", &["\"gateways\" has one more there"]),
    refusal("nebrija.redirect=always", &["which is not followed"]),
    refusal("nebrija.delete=405", &["Remove it in the vendor's portal"]),
    refusal("nebrija.delete=409", &["conflict: the SIP trunk is in use"]),
    refusal("nebrija.write-answer=500-applied", &["A trunk may exist", "did not change the trunk"]),
];
