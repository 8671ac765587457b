//! SIP and SIPS URIs, by the grammar of RFC 3261, sections 19.1.1 and 25.1.

mod build;
mod escape;
mod parse;

pub(super) use build::SIP_URI;
pub(super) use parse::PARSE_SIP_URI;

#[cfg(test)]
mod tests {
    use super::build::put_together;
    use super::parse::taken_apart;
    use crate::value::Value;

    #[test]
    fn a_uri_is_put_together_and_taken_apart_again() {
        for uri in [
            "sip:atlanta.com",
            "sip:alice@atlanta.com",
            "sip:alice:secretword@atlanta.com;transport=tcp",
            "sips:alice@atlanta.com?priority=urgent&subject=project%20x",
            "sip:+1-212-555-1212:1234@gateway.com;user=phone",
            "sip:alice;day=tuesday@atlanta.com",
            "sip:1001@[2001:db8::9:1]:5061;lr;transport=tls",
            "sip:sip%3Auser%40example.com@other.example;a=%22b%3Bc%22",
        ] {
            let parts = taken_apart(uri).unwrap_or_else(|says| panic!("{uri}: {says}"));
            let again = put_together(&[parts.get("user").clone(), parts.get("host").clone(), Value::Object(parts)]);
            assert_eq!(again.unwrap(), Value::from(uri));
        }
    }
}
