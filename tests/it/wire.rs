//! Every conversation of `tests/wire`, with the real CLI at one end and its replay at the other.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::support::conversation::{Conversation, Step};
use super::support::replay::{Credentials, Replay};
use super::support::terraform::{Run, Workspace};

use Credentials::{Header, Signed};

/// One test for each file.
macro_rules! conversations {
    ($($vendor:ident: $($name:ident)+;)+) => {
        $(mod $vendor {
            $(#[tokio::test]
            async fn $name() {
                super::play(stringify!($vendor), stringify!($name)).await;
            })+
        })+

        const PLAYED: &[(&str, &[&str])] = &[$((stringify!($vendor), &[$(stringify!($name)),+])),+];
    };
}

conversations! {
    bolna:
        answers_about_another_trunk
        clear
        clear_in_vain
        create_answered_sparsely
        create_ip_with_the_minimum
        create_that_cannot_be_switched_off
        create_that_is_seen_late
        create_that_is_trimmed
        create_that_may_have_happened
        create_with_every_field
        create_with_the_minimum
        delete
        delete_of_what_is_gone
        delete_says_what_goes_along
        delete_that_was_refused
        doubtful_404_is_asked_about
        fixed_at_creation
        gone_by_its_own_404
        import
        import_by_id
        leaving_out_means_the_default
        members_of_gateways
        number_in_a_longer_list
        number_is_imported
        number_is_imported_by_id
        number_is_removed
        number_that_changes
        number_that_is_gone
        number_that_is_imported_and_named_late
        number_that_is_named_late
        number_that_is_named_late_and_shows_no_name
        number_that_is_taken
        number_whose_name_is_not_shown
        number_with_every_field
        number_with_the_minimum
        number_without_its_plus
        read_in_other_words
        read_of_drift
        read_that_says_less
        read_without_addresses
        refusals
        rotate_the_credentials
        rotation_answered_by_a_page
        texts_in_another_form
        update_gateways
        update_one_attribute_at_a_time
        update_several_at_once
        update_that_was_not_taken
        update_transport_and_encryption
    ;
    crazytel:
        bare_404_is_asked_about
        caller_id_that_is_lost
        clear_in_vain
        clear_refused
        clear_with_empty_text
        clear_with_null
        create_answered_with_more_than_asked
        create_that_is_trimmed
        create_that_may_have_happened
        create_with_every_field
        create_with_the_minimum
        create_without_an_id
        delete
        delete_of_what_is_gone
        delete_that_is_no_call
        gone_when_the_list_agrees
        import
        leaving_out
        number_with_its_plus
        password_behind_a_login_page
        read_through_the_list
        redirect
        refusals
        suspend_and_rotate_the_password
        update_answered_with_nothing
        update_one_attribute_at_a_time
        update_that_failed_behind_the_api
    ;
    fonedynamics:
        address_without_its_length
        bare_404_is_asked_about
        clear_the_reference
        create_ip_with_every_field
        create_ip_with_the_minimum
        create_that_ends_inactive
        create_that_is_normalised
        create_that_is_seen_late
        create_with_credentials
        delete
        delete_of_what_is_gone
        delete_that_is_no_call
        delete_that_is_soft
        import_by_property
        import_by_the_sid_alone
        import_with_credentials
        leaving_out_keeps
        password_behind_a_senseless_answer
        patch_that_is_no_call
        patch_that_is_no_call_and_the_password
        property_of_its_own
        read_in_other_words
        read_of_what_is_gone
        read_that_says_nothing
        refusals
        switch_that_drops_the_block
        switch_to_credentials_and_back
        update_addresses_and_limit
        update_one_attribute_at_a_time
        update_realm_and_password
        update_that_shows_late
        update_that_was_not_taken
        update_while_it_is_provisioned
        wrapped_answers
    ;
    livekit:
        create_inbound_with_every_field
        create_inbound_with_the_minimum
        create_outbound_with_every_field
        create_outbound_with_the_minimum
        create_that_may_have_happened
        delete
        gone_only_by_its_own_word
        import
        read_in_other_words
        read_through_the_list
        refusals
        replace
        update_by_members
        update_of_lists
        update_of_media
        update_that_was_not_taken
    ;
    nebrija:
        advanced_left_out_is_kept
        create_answered_with_its_id_alone
        create_that_may_have_happened
        create_with_every_field
        create_with_the_minimum
        delete
        delete_of_what_is_gone
        drift_is_shown_and_repaired
        gateway_without_a_name
        gateways_keep_what_nobody_knows
        gone_when_the_list_agrees
        import
        import_of_a_system_trunk
        login_that_is_added
        login_that_is_lost
        login_that_is_taken_away
        no_login_in_many_spellings
        read_in_other_words
        refusals
        update_one_attribute_at_a_time
        update_that_was_not_taken
    ;
    yeastar:
        busy_or_failing_for_a_while
        clear_texts
        create_account_and_rotate_its_password
        create_peer_with_the_minimum
        create_register_with_every_field
        create_that_may_have_happened
        create_without_an_id
        delete
        delete_of_what_is_gone
        delete_of_what_is_needed
        gone_only_by_its_own_word
        hosts_in_another_spelling
        import_by_name_or_number
        lists
        login_that_is_refused
        read_in_other_words
        redirect
        refusals
        replace
        status
        success_that_is_none_yet
        template_that_is_named_late
        token_that_expires
        update_one_attribute_at_a_time
        update_what_newer_firmware_has
    ;
}

/// How a vendor is told who calls, typed as it goes over the wire; and what stands before its paths.
fn vendor(name: &str) -> (&'static str, Credentials, &'static str) {
    match name {
        "bolna" => ("BOLNA_BASE_URL", Header("authorization", "Bearer wire-key"), ""),
        "crazytel" => ("CRAZYTEL_BASE_URL", Header("x-crazytel-api-key", "wire-key"), "/api/v1"),
        // ACWIRE:wire-token
        "fonedynamics" => ("FONEDYNAMICS_BASE_URL", Header("authorization", "Basic QUNXSVJFOndpcmUtdG9rZW4="), ""),
        "livekit" => ("LIVEKIT_URL", Signed("APIwirekey00001", "wire-secret-of-more-than-32-characters"), ""),
        "nebrija" => ("NEBRIJA_BASE_URL", Header("authorization", "Bearer wire-token"), ""),
        // Who calls is told by a token in the query, after a login; but every call must have this header.
        "yeastar" => ("YEASTAR_BASE_URL", Header("user-agent", "OpenAPI"), ""),
        other => panic!("no vendor {other}"),
    }
}

fn folder(vendor: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "wire", vendor].iter().collect()
}

async fn play(vendor_name: &str, name: &str) {
    let text = fs::read_to_string(folder(vendor_name).join(format!("{name}.txt"))).expect("the conversation");
    let conversation = Conversation::read(&text);
    let Some(workspace) = Workspace::new().await else { return };
    let (variable, credentials, base) = vendor(vendor_name);
    let replay = Replay::start(credentials).await;
    let workspace = workspace.with(variable, &format!("{}{base}", replay.origin));
    if !text.contains("provider \"siptrunk\"") {
        let block = folder(vendor_name).join("provider.tf");
        fs::copy(block, workspace.path().join("provider.tf")).expect("the provider block");
    }
    for step in &conversation.steps {
        replay.expect(&step.exchanges);
        if !step.hcl.trim().is_empty() {
            workspace.write(&step.hcl);
        }
        let run = carry_out(&workspace, step).await;
        let complaints = replay.complaints();
        assert!(complaints.is_empty(), "\n== {}\n{}\n\n{run}", step.deed, complaints.join("\n"));
        judge(&step.deed, run);
    }
}

async fn carry_out(workspace: &Workspace, step: &Step) -> Run {
    let words: Vec<&str> = step.deed.split_whitespace().collect();
    match words[..] {
        ["apply", ..] => {
            workspace.run(&["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"]).await
        }
        ["destroy", ..] => workspace.run(&["destroy", "-auto-approve", "-refresh=false", "-no-color"]).await,
        ["plan", ..] => workspace.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color"]).await,
        ["refresh", ..] => workspace.run(&["apply", "-refresh-only", "-auto-approve", "-no-color"]).await,
        ["import", address, id] => workspace.import(address, id).await,
        _ => panic!("no such step: {}", step.deed),
    }
}

fn judge(deed: &str, run: Run) {
    let (deed, words) = deed.split_once(": ").unwrap_or((deed, ""));
    let words: Vec<&str> = words.split(" & ").filter(|words| !words.is_empty()).collect();
    match deed.split_once(' ') {
        Some(("plan", "is empty")) => run.empty(),
        Some(("plan", "shows")) => run.exited(2).says(&words),
        Some((_, "fails")) => run.failed(&words),
        Some((_, "says")) => run.ok().says(&words),
        None | Some(("import", _)) => run.ok(),
        _ => panic!("no such step: {deed}"),
    };
}

/// A file that is not named above would never be played.
#[test]
fn every_conversation_is_played() {
    for (vendor, names) in PLAYED {
        let files = fs::read_dir(folder(vendor)).expect("a folder").map(|file| file.expect("a file").path());
        let texts = files.filter(|file| file.extension().is_some_and(|extension| extension == "txt"));
        let there: BTreeSet<_> =
            texts.map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
        let played: BTreeSet<_> = names.iter().map(|name| name.to_string()).collect();
        assert_eq!(there, played, "{vendor}");
    }
}
