//! The `baremo` command.

fn main() -> std::process::ExitCode {
    baremo::cli::main()
}
