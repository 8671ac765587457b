//! Why a server's certificate is not believed, and what to do about it, in words for the person who has to act.

use crate::provider::account::Account;
use crate::request::Distrust;
use crate::secret::Secrets;

/// Why a server's certificate is not believed.
pub fn disbelieved(distrust: &Distrust, secrets: &Secrets) -> String {
    match distrust {
        Distrust::Expired(day) => format!("its certificate expired on {day}"),
        Distrust::NotYet(day) => format!("its certificate is valid from {day} on only"),
        Distrust::OtherName { called, names } => {
            let names = secrets.repeatable(&names.join(", ")).filter(|names| !names.is_empty());
            format!("its certificate is for {} and not for {called}", names.unwrap_or_else(|| "no name".into()))
        }
        Distrust::SelfSigned => "its certificate is self-signed and not trusted".into(),
        Distrust::Unknown(issuer) => {
            let issuer = secrets.repeatable(issuer).unwrap_or_default();
            format!("its certificate is signed by an unknown authority, \"{issuer}\"")
        }
        Distrust::Revoked => "its certificate has been revoked".into(),
        Distrust::NoAuthorities { .. } => "there are no certificate authorities to judge its certificate by".into(),
        Distrust::Broken => {
            "its certificate or its key is damaged, or of a kind that is too weak or too old to be believed".into()
        }
    }
}

/// What to do about a certificate that is not believed.
pub fn vouching(account: &Account, distrust: &Distrust) -> String {
    let trust = account.vendor.trust;
    let anyway = trust
        .map_or_else(String::new, |trust| format!(", or take any certificate with {}", account.named(trust.anybody)));
    match (distrust, trust) {
        (Distrust::Expired(_), _) => format!("Have it renewed, check this machine's clock{anyway}."),
        (Distrust::NotYet(_), _) => format!("Check this machine's clock{anyway}."),
        (Distrust::OtherName { called, .. }, _) => {
            format!(
                "Write a name in {} that it is for, have one made for {called}{anyway}.",
                account.named(account.vendor.base_url().name)
            )
        }
        (Distrust::SelfSigned | Distrust::Unknown(_), Some(trust)) => {
            let setting = account.named(trust.authorities);
            match account.settings.get(trust.authorities).is_set() {
                true => format!(
                    "{setting} holds neither this certificate nor that of an authority that signed it. Correct it{anyway}."
                ),
                false => format!("Set {setting} to it, or to that of the authority that signed it{anyway}."),
            }
        }
        (Distrust::SelfSigned | Distrust::Unknown(_), None) => {
            "If it is a proxy or a gateway of your own network that answers, name a file with the certificate of its \
             authority in SSL_CERT_FILE."
                .into()
        }
        (Distrust::NoAuthorities { file: Some(file) }, _) => {
            format!("SSL_CERT_FILE names \"{file}\", which holds no certificate that can be read. Correct it{anyway}.")
        }
        (Distrust::NoAuthorities { file: None }, _) => {
            format!("Install them (ca-certificates), name a file with them in SSL_CERT_FILE{anyway}.")
        }
        (Distrust::Revoked | Distrust::Broken, _) => format!("Have a new one made{anyway}."),
    }
}
