//! How much of the machine a build may use: `--jobs` and `--memory`.

use std::fs;
use std::path::Path;

use super::screen::Screen;
use crate::build::Capacity;
use crate::message::{Message, message};

#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct CapacityArguments {
    /// How many editions to build at a time [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// How much memory these editions may take together, such as 800M or 4G; an edition that needs more is built
    /// alone [default: three quarters of what is free, or 4G if the system does not say]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    memory: Option<u64>,
}

/// Where Linux tells how much memory is free, in kB.
const FREE: &str = "/proc/meminfo";
/// Where Linux tells how much memory a container may use and uses, in bytes: control groups of version 2, then of
/// version 1.
const GROUPS: [[&str; 2]; 2] = [
    ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"],
    [
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    ],
];
/// The memory of a build if nobody tells.
const USUAL: u64 = 4 << 30;

/// Starts the threads of a build, and determines how much memory it may take.
pub(super) fn start(asked: Option<CapacityArguments>, screen: &Screen) -> Capacity {
    let jobs = asked.and_then(|asked| asked.jobs).map(usize::from);
    let memory = asked.and_then(|asked| asked.memory);
    Capacity {
        jobs: super::start_threads(jobs, screen),
        memory: Some(memory.unwrap_or_else(usual)),
    }
}

/// Three quarters of the memory that is free, since other programs need some too.
fn usual() -> u64 {
    let free = fs::read_to_string(FREE).ok();
    let free = free.as_deref().and_then(available);
    let groups = GROUPS.iter().filter_map(|files| {
        let [most, now] = files.map(|path| number(Path::new(path)));
        Some(most?.saturating_sub(now?))
    });
    let least = free.into_iter().chain(groups).min();
    least.map_or(USUAL, |bytes| bytes / 4 * 3)
}

/// The number that is all of a file; `None` if it is a word, such as `max`.
fn number(path: &Path) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// The bytes that `/proc/meminfo` says are available.
fn available(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// Reads a size such as `800M` or `4G`, in bytes.
fn size(text: &str) -> Result<u64, Message> {
    let wanted = || message!("write a number of megabytes or gigabytes, such as `800M` or `4G`");
    let unit = text.chars().last().ok_or_else(wanted)?;
    let shift = match unit.to_ascii_uppercase() {
        'M' => 20,
        'G' => 30,
        _ => return Err(wanted()),
    };
    let count: u64 = text[..text.len() - unit.len_utf8()]
        .parse()
        .map_err(|_| wanted())?;
    let bytes = count.checked_mul(1 << shift).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_number_and_a_unit() {
        assert_eq!(size("800M"), Ok(800 << 20));
        assert_eq!(size("4g"), Ok(4 << 30));
        for wrong in [
            "",
            "4",
            "G",
            "0G",
            "-1G",
            "1.5G",
            "4 G",
            "4GB",
            "4T",
            "99999999999999G",
            "４G",
            "四",
        ] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn available_memory_is_read_as_linux_writes_it() {
        let text = "MemTotal:       24689744 kB\nMemFree: 1 kB\nMemAvailable:   1048576 kB\n";
        assert_eq!(available(text), Some(1 << 30));
        assert_eq!(available("MemTotal: 24689744 kB\n"), None);
    }
}
