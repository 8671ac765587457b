//! The channel between Terraform and the provider, over real sockets.

use std::os::unix::fs::PermissionsExt;
use std::process::Output;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;
use siptrunk::channel::plugin;
use siptrunk::channel::plugin::grpc_broker_client::GrpcBrokerClient;
use siptrunk::channel::plugin::grpc_controller_client::GrpcControllerClient;
use siptrunk::channel::plugin::grpc_stdio_client::GrpcStdioClient;
use siptrunk::protocol::tfplugin6::provider_client::ProviderClient;
use siptrunk::protocol::tfplugin6::{RawState, get_provider_schema, upgrade_resource_state};
use tokio::net::UnixStream;
use tokio::process::Command;
use tokio::time::{sleep, timeout};
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::support::client::{Identity, in_the_clear, ping, with_tls};
use super::support::process::{PROGRAM, Running, as_terraform, by_hand, clean};
use super::support::terraform::Workspace;
use super::support::{until, within_limit};

#[tokio::test]
async fn terraform_is_served() {
    let terraform = Identity::of_terraform();
    let provider = Running::for_client(&terraform).await;
    let channel = with_tls(&provider, Some(&terraform));
    ping(channel.clone()).await.expect("it is healthy");
    let mut client = ProviderClient::new(channel);
    let schema = within_limit(client.get_provider_schema(get_provider_schema::Request {})).await;
    assert!(schema.expect("an answer").into_inner().provider.is_some());
}

#[tokio::test]
async fn clients_other_than_the_terraform_that_started_it_are_refused() {
    let terraform = Identity::of_terraform();
    let provider = Running::for_client(&terraform).await;
    let (same_subject, on_p256) = (Identity::of_terraform(), Identity::on_p256());
    let stolen = terraform.stolen_certificate(&same_subject);
    ping(with_tls(&provider, None)).await.expect_err("no certificate");
    ping(with_tls(&provider, Some(&same_subject))).await.expect_err("another certificate with the same subject");
    ping(with_tls(&provider, Some(&on_p256))).await.expect_err("a certificate on another curve");
    ping(with_tls(&provider, Some(&stolen))).await.expect_err("the right certificate without its key");
    ping(in_the_clear(&provider.socket)).await.expect_err("no TLS");
    ping(with_tls(&provider, Some(&terraform))).await.expect("Terraform is still served");
}

#[tokio::test]
async fn a_client_that_never_finishes_its_handshake_holds_up_nobody() {
    let terraform = Identity::of_terraform();
    let provider = Running::for_client(&terraform).await;
    let mut silent = Vec::new();
    for _ in 0..8 {
        silent.push(UnixStream::connect(&provider.socket).await.expect("it connects"));
    }
    ping(with_tls(&provider, Some(&terraform))).await.expect("Terraform is served");
}

#[tokio::test]
async fn without_tls_there_is_no_certificate() {
    let temporary = tempfile::tempdir().expect("a temporary directory");
    let mut command = by_hand(temporary.path());
    as_terraform(&mut command, "6,5", None);
    let provider = Running::announced(command).await;
    assert_eq!(provider.certificate, "");
    ping(in_the_clear(&provider.socket)).await.expect("it is healthy");
}

#[tokio::test]
async fn the_socket_directory_is_private_and_where_terraform_wants_it() {
    let terraform = Identity::of_terraform();
    let (temporary, wanted) = (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
    let mut command = by_hand(temporary.path());
    as_terraform(&mut command, "6", Some(&terraform));
    command.env("PLUGIN_UNIX_SOCKET_DIR", wanted.path());
    let provider = Running::announced(command).await;
    assert_eq!(provider.directory().parent(), Some(wanted.path()));
    let mode = provider.directory().metadata().expect("it exists").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn shutdown_ends_the_process_while_streams_are_open() {
    let terraform = Identity::of_terraform();
    let mut provider = Running::for_client(&terraform).await;
    let channel = with_tls(&provider, Some(&terraform));
    let _stdio = within_limit(GrpcStdioClient::new(channel.clone()).stream_stdio(())).await.expect("a stream");
    let _broker = within_limit(GrpcBrokerClient::new(channel.clone()).start_stream(tokio_stream::pending()))
        .await
        .expect("a stream");
    // This one the provider does not end by itself.
    let mut health = HealthClient::new(channel.clone());
    let _watch = within_limit(health.watch(HealthCheckRequest { service: String::new() })).await.expect("a stream");

    within_limit(GrpcControllerClient::new(channel.clone()).shutdown(plugin::Empty {})).await.expect("an answer");
    // After these two seconds go-plugin kills.
    let status = timeout(Duration::from_secs(2), provider.ended()).await.expect("it ends before it is killed");
    assert!(status.success(), "{status}");
    assert!(!provider.directory().exists());
}

#[tokio::test]
async fn ctrl_c_is_left_to_terraform() {
    let terraform = Identity::of_terraform();
    let provider = Running::for_client(&terraform).await;
    provider.signal(Signal::INT);
    sleep(Duration::from_millis(300)).await;
    provider.signal(Signal::INT);
    ping(with_tls(&provider, Some(&terraform))).await.expect("it still serves");
}

#[tokio::test]
async fn a_termination_signal_ends_the_process() {
    let terraform = Identity::of_terraform();
    let mut provider = Running::for_client(&terraform).await;
    let channel = with_tls(&provider, Some(&terraform));
    ping(channel.clone()).await.expect("it is healthy");
    provider.signal(Signal::TERM);
    let status = provider.ended().await;
    assert!(status.success(), "{status}");
    assert!(!provider.directory().exists());
}

#[tokio::test]
async fn the_process_ends_with_its_parent() {
    let temporary = tempfile::tempdir().expect("a temporary directory");
    let mut command = Command::new("/bin/sh");
    clean(&mut command, temporary.path());
    as_terraform(&mut command, "6", None);
    // The shell is the parent, until a line on its standard input ends it.
    command.args(["-c", r#""$0" & read line"#, PROGRAM]).stdin(std::process::Stdio::piped());
    let mut shell = command.spawn().expect("it starts");
    let directories = || std::fs::read_dir(temporary.path()).expect("it can be read").count();
    until(|| directories() == 1).await;
    // Its watch starts before its directory is made, so the parent it knows is the shell.
    drop(shell.stdin.take());
    within_limit(shell.wait()).await.expect("the shell ends");
    until(|| directories() == 0).await;
}

#[tokio::test]
async fn a_start_clears_away_what_a_killed_process_left() {
    let temporary = tempfile::tempdir().expect("a temporary directory");
    let start = || async {
        let mut command = by_hand(temporary.path());
        as_terraform(&mut command, "6", None);
        Running::announced(command).await
    };
    let (mut killed, living) = (start().await, start().await);
    killed.signal(Signal::KILL);
    killed.ended().await;
    assert!(killed.directory().exists());
    let _next = start().await;
    until(|| !killed.directory().exists()).await;
    ping(in_the_clear(&living.socket)).await.expect("the living one is untouched");
}

#[tokio::test]
async fn messages_may_be_large() {
    let terraform = Identity::of_terraform();
    let provider = Running::for_client(&terraform).await;
    let channel = with_tls(&provider, Some(&terraform));
    let mut client = ProviderClient::new(channel).max_decoding_message_size(usize::MAX);
    let raw_state = Some(RawState { json: vec![b' '; 9 << 20], ..Default::default() });
    let request = upgrade_resource_state::Request { type_name: "none".to_owned(), version: 0, raw_state };
    if let Err(status) = within_limit(client.upgrade_resource_state(request)).await {
        assert!(![Code::OutOfRange, Code::ResourceExhausted].contains(&status.code()), "{status}");
    }
}

async fn output(mut command: Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = within_limit(command.output()).await.expect("it runs");
    (status.code(), String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned())
}

#[tokio::test]
async fn a_person_who_starts_it_is_told_what_it_is() {
    for cookie in ["", "wrong"] {
        let mut command = by_hand(&std::env::temp_dir());
        command.env("TF_PLUGIN_MAGIC_COOKIE", cookie);
        let (code, stdout, stderr) = output(command).await;
        assert_eq!((code, stdout.as_str()), (Some(1), ""));
        for told in ["required_providers", "siptrunk/siptrunk", "--version", "--debug", "siptrunk --help"] {
            assert!(stderr.contains(told), "{told}: {stderr}");
        }
    }
}

#[tokio::test]
async fn a_cli_without_protocol_6_is_told_so() {
    let mut command = by_hand(&std::env::temp_dir());
    as_terraform(&mut command, "4,5", None);
    let apology = apology(command).await;
    assert!(apology.contains("4,5") && apology.contains("Terraform 1.0"), "{apology}");
}

/// What Terraform shows of a provider that does not serve: the first line of standard output, unless it reads like a
/// handshake.
async fn apology(command: Command) -> String {
    let (code, stdout, stderr) = output(command).await;
    assert_eq!((code, stderr.as_str(), stdout.lines().count()), (Some(1), "", 1), "{stdout}");
    assert!(!stdout.contains('|'), "{stdout}");
    stdout
}

#[tokio::test]
async fn a_folder_for_temporary_files_that_cannot_be_used_is_named_with_the_reason() {
    let temporary = tempfile::tempdir().expect("a temporary directory");
    let file = temporary.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let missing = temporary.path().join("a|b|c|d");
    for (folder, reason) in [(&missing, "it does not exist"), (&file, "it is no folder")] {
        let mut command = by_hand(folder);
        as_terraform(&mut command, "6", None);
        let apology = apology(command).await;
        let named = folder.file_name().and_then(|name| name.to_str()).expect("a name").replace('|', " ");
        assert!(apology.contains(&named) && apology.contains(reason) && apology.contains("Set TMPDIR"), "{apology}");
    }
}

#[tokio::test]
async fn terraform_passes_the_reason_on() {
    let Some(workspace) = Workspace::new().await else { return };
    let workspace = workspace.with("TMPDIR", "/no/such/folder");
    workspace.write("data \"siptrunk_crazytel_verified_numbers\" \"all\" {}\n");
    let run = workspace.run(&["validate", "-no-color"]).await;
    run.failed(&["The siptrunk provider cannot serve", r#""/no/such/folder": it does not exist. Set TMPDIR"#]);
}

#[tokio::test]
async fn a_folder_for_temporary_files_that_takes_no_socket_is_passed_over() {
    let terraform = Identity::of_terraform();
    let temporary = tempfile::tempdir().expect("a temporary directory");
    for name in ["d".repeat(100), "a|b".to_owned()] {
        let folder = temporary.path().join(name);
        std::fs::create_dir(&folder).expect("a directory");
        let mut command = by_hand(&folder);
        as_terraform(&mut command, "6", Some(&terraform));
        let provider = Running::announced(command).await;
        assert_eq!(provider.directory().parent(), Some("/tmp".as_ref()));
        let mode = provider.directory().metadata().expect("it exists").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        ping(with_tls(&provider, Some(&terraform))).await.expect("it is healthy");
        assert_eq!(std::fs::read_dir(&folder).expect("it can be read").count(), 0, "nothing is left there");
    }
}

#[tokio::test]
async fn an_empty_tmpdir_is_none() {
    let mut command = by_hand("".as_ref());
    let elsewhere = tempfile::tempdir().expect("a temporary directory");
    as_terraform(command.current_dir(elsewhere.path()), "6", None);
    let provider = Running::announced(command).await;
    assert_eq!(provider.directory().parent(), Some("/tmp".as_ref()));
}

#[tokio::test]
async fn the_version_is_printed() {
    let mut command = by_hand(&std::env::temp_dir());
    command.arg("--version");
    let expected = concat!("terraform-provider-siptrunk ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(output(command).await, (Some(0), expected.to_owned(), String::new()));
}

/// Terraform connects once for each provider block, in every command: a process that serves for days keeps nothing of that.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_a_connection_took_is_given_back() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (provider, reattach) = Running::debugged(&[]).await;
    let reattach: Value = serde_json::from_str(&reattach).expect("JSON");
    let siptrunk = &reattach["registry.terraform.io/siptrunk/siptrunk"];
    let socket = siptrunk["Addr"]["String"].as_str().expect("a path");
    let connection = async || {
        let mut stream = tokio::net::UnixStream::connect(socket).await.expect("it listens");
        stream.shutdown().await.expect("it is open");
        stream.read_to_end(&mut vec![]).await.expect("it is closed");
    };
    let connect = async |times: usize| {
        for _ in 0..times / 50 {
            futures_util::future::join_all((0..50).map(|_| connection())).await;
        }
        let status = std::fs::read_to_string(format!("/proc/{}/status", provider.pid())).expect("it runs");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        resident.and_then(|kib| kib.trim().parse::<u64>().ok()).expect("a number")
    };
    let before = connect(1_000).await;
    let after = connect(10_000).await;
    assert!(after < before + 2_000, "{before} KiB, then {after} KiB");
}

#[tokio::test]
async fn a_debugger_can_be_attached() {
    for flag in ["--debug", "-debug"] {
        let temporary = tempfile::tempdir().expect("a temporary directory");
        let mut command = by_hand(temporary.path());
        command.arg(flag);
        let mut provider = Running::spawned(command);
        let reattach: Value = serde_json::from_str(&provider.reattach().await).expect("JSON");
        let siptrunk = &reattach["registry.terraform.io/siptrunk/siptrunk"];
        assert_eq!(siptrunk["Protocol"], "grpc");
        assert_eq!(siptrunk["ProtocolVersion"], 6);
        assert_eq!(siptrunk["Test"], true);
        assert_eq!(siptrunk["Addr"]["Network"], "unix");
        let socket = siptrunk["Addr"]["String"].as_str().expect("a path");
        ping(in_the_clear(socket.as_ref())).await.expect("it is healthy");
        provider.signal(Signal::INT);
        let status = provider.ended().await;
        assert!(status.success(), "{status}");
        assert!(!std::path::Path::new(socket).exists());
    }
}
