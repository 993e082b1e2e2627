//! How much memory a command may take: as it is told, else three quarters of what there is.

use std::fs;
use std::path::Path;

/// The units of a size and how many bytes they are.
const UNITS: [(&str, u64); 13] = [
    ("b", 1),
    ("k", 1 << 10),
    ("m", 1 << 20),
    ("g", 1 << 30),
    ("t", 1 << 40),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
];

/// Bytes, from `2GiB`, `512MB`, `1.5 gb`.
pub fn size(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = (&text[..digits], text[digits..].trim().to_ascii_lowercase());
    let unit = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, bytes)| *bytes as f64);
    let bytes = number.parse::<f64>().ok().zip(unit).map(|(number, unit)| number * unit);
    match bytes {
        Some(bytes) if bytes >= 1.0 && bytes < u64::MAX as f64 => Ok(bytes as u64),
        _ => Err("write it as `2GiB` or `512MB`".to_string()),
    }
}

/// Three quarters of the machine's memory, or of what this process is given of it; nothing where neither can be told.
pub fn most() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total(&text));
    let least = machine.into_iter().chain(groups()).min()?;
    Some(least / 4 * 3)
}

/// From the lines of `/proc/meminfo`.
fn total(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

/// The limits of the control groups that this process is in, where they have one.
fn groups() -> Vec<u64> {
    let root = Path::new("/sys/fs/cgroup");
    let own = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let own = own.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
    let own = root.join(own);
    let folders = own.ancestors().take_while(|folder| folder.starts_with(root));
    let files = folders.map(|folder| folder.join("memory.max"));
    let files = files.chain([root.join("memory/memory.limit_in_bytes")]);
    files.filter_map(|file| fs::read_to_string(file).ok()?.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_as_people_write_them() {
        let sizes = ["2GiB", "512MB", "1.5 gb", "300k", "7b", "1 TiB", "2G"].map(size);
        let bytes = [2 << 30, 512_000_000, 1_500_000_000, 300 << 10, 7, 1 << 40, 2 << 30];
        assert_eq!(sizes, bytes.map(Ok));
        for text in
            ["", "GiB", "2", "2 GiBs", "-1GB", "0GB", "1..5GB", "1e3MB", "much", "9999999999TB"]
        {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_total_of_a_machine() {
        assert_eq!(total("MemTotal:       24684096 kB\nMemFree: 1 kB\n"), Some(24_684_096 << 10));
        assert_eq!(total("no such line"), None);
    }
}
