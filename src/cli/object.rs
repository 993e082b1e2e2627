//! `baremo build F --target object -o rules.o`: a model as machine code for a C program, with its header.

use std::path::Path;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::report::bars::grouped;
use crate::cli::terminal;
use crate::data;
use crate::ir::Program;
#[cfg(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64")))]
use crate::native::object;

/// Writes the object and its header.
pub fn write(
    program: &Program,
    output: &str,
    header: &Option<String>,
    prefix: &Option<String>,
) -> Outcome {
    let stem = Path::new(output).with_extension("");
    let name = stem.file_name().map(|name| name.to_string_lossy().to_string());
    let name = name.filter(|_| output != "-");
    let Some(prefix) = prefix.clone().or(name) else {
        return Err(Failure::new("an object and its header need names").help("write `-o rules.o`"));
    };
    let header = match header {
        Some(header) => header.clone(),
        None => format!("{}.h", stem.display()),
    };
    if Path::new(output) == Path::new(&header) {
        return Err(Failure::new(format!("`{header}` cannot be the object and its header too"))
            .help("write `-o rules.o`, or another name with `--header`"));
    }
    let (bytes, text) = made(program, &prefix)?;
    data::write_together(&[(output, &bytes), (&header, text.as_bytes())])?;
    let bytes = grouped(bytes.len() as u64);
    terminal::say(&format!(
        "{}: {bytes} bytes; {}\n",
        terminal::path(output),
        terminal::path(&header)
    ));
    Ok(Ended::Well)
}

#[cfg(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64")))]
fn made(program: &Program, prefix: &str) -> Result<(Vec<u8>, String), Failure> {
    let prefix = object::identifier(prefix);
    let bytes = object::object(program, &prefix).map_err(|refused| {
        Failure::new(format!("this model cannot be a native object: {refused}"))
    })?;
    Ok((bytes, object::header(program, &prefix)))
}

#[cfg(not(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn made(_: &Program, _: &str) -> Result<(Vec<u8>, String), Failure> {
    Err(Failure::new("this program was built without machine code")
        .help("build it with the feature `jit`, on x86-64 or aarch64"))
}
