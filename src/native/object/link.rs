//! Adds the runtime to an object and makes all names local but the one that C calls: two objects of two models can stand in one program.

use std::collections::HashMap;

use object::read::archive::ArchiveFile;
use object::read::elf::ElfFile64;
use object::write;
use object::{
    Object, ObjectSection, ObjectSymbol, RelocationTarget, SectionKind, SymbolKind, SymbolScope,
    SymbolSection,
};

/// The runtime, compiled by `build.rs`; empty where objects are not made.
const RUNTIME: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/libruntime.a"));

pub fn is_possible() -> bool {
    !RUNTIME.is_empty()
}

/// The object with the runtime; it exports this name alone.
pub fn merge(own: &[u8], export: &str) -> Result<Vec<u8>, String> {
    let runtime = runtime()?;
    let files = [read(own)?, read(runtime)?];
    let architecture = files[0].architecture();
    let mut out =
        write::Object::new(object::BinaryFormat::Elf, architecture, object::Endianness::Little);
    let mut known: HashMap<Vec<u8>, write::SymbolId> = HashMap::new();
    let mut parts = Vec::new();
    for file in &files {
        let sections = sections(file, &mut out)?;
        let symbols = symbols(file, &sections, &mut out, &mut known, export)?;
        parts.push((sections, symbols));
    }
    for (file, (sections, symbols)) in files.iter().zip(&parts) {
        relocations(file, sections, symbols, &mut out)?;
    }
    // No stack of whoever links this need be executable.
    out.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    out.write().map_err(|error| error.to_string())
}

type File<'f> = ElfFile64<'f, object::Endianness>;
type Sections = HashMap<object::SectionIndex, write::SectionId>;
type Symbols = HashMap<object::SymbolIndex, write::SymbolId>;

fn read(bytes: &[u8]) -> Result<File<'_>, String> {
    File::parse(bytes).map_err(|error| error.to_string())
}

/// The one member of the archive that defines what objects call; the others are parts of the compiler's own library, which every C compiler
/// has too.
fn runtime() -> Result<&'static [u8], String> {
    let archive = ArchiveFile::parse(RUNTIME).map_err(|error| error.to_string())?;
    for member in archive.members() {
        let member = member.map_err(|error| error.to_string())?;
        let data = member.data(RUNTIME).map_err(|error| error.to_string())?;
        let defines = |file: File| {
            let mut symbols = file.symbols();
            symbols.any(|s| s.is_definition() && s.name() == Ok("baremo_object_score"))
        };
        if File::parse(data).is_ok_and(defines) {
            return Ok(data);
        }
    }
    Err("the runtime is not in its archive".into())
}

/// Code and data; what describes them to debuggers and unwinders is left out, for nothing here unwinds.
fn sections(file: &File, out: &mut write::Object) -> Result<Sections, String> {
    let mut all = Sections::new();
    for section in file.sections() {
        let name = section.name_bytes().map_err(|error| error.to_string())?;
        let wanted = match section.kind() {
            SectionKind::Text
            | SectionKind::Data
            | SectionKind::ReadOnlyData
            | SectionKind::ReadOnlyDataWithRel
            | SectionKind::ReadOnlyString
            | SectionKind::UninitializedData => !name.starts_with(b".eh_frame"),
            _ => false,
        };
        if !wanted {
            continue;
        }
        let id = out.add_section(Vec::new(), name.to_vec(), section.kind());
        out.section_mut(id).flags = section.flags();
        if section.kind() == SectionKind::UninitializedData {
            out.append_section_bss(id, section.size(), section.align());
        } else {
            let data = section.data().map_err(|error| error.to_string())?;
            out.append_section_data(id, data, section.align());
        }
        all.insert(section.index(), id);
    }
    Ok(all)
}

fn symbols(
    file: &File,
    sections: &Sections,
    out: &mut write::Object,
    known: &mut HashMap<Vec<u8>, write::SymbolId>,
    export: &str,
) -> Result<Symbols, String> {
    let mut all = Symbols::new();
    for symbol in file.symbols() {
        let name = symbol.name_bytes().map_err(|error| error.to_string())?.to_vec();
        if symbol.kind() == SymbolKind::File {
            continue;
        }
        if symbol.kind() == SymbolKind::Section {
            if let Some(section) = symbol.section_index().and_then(|index| sections.get(&index)) {
                all.insert(symbol.index(), out.section_symbol(*section));
            }
            continue;
        }
        let section = match symbol.section() {
            SymbolSection::Section(index) => match sections.get(&index) {
                Some(id) => write::SymbolSection::Section(*id),
                None => continue,
            },
            SymbolSection::Undefined => write::SymbolSection::Undefined,
            SymbolSection::Absolute => write::SymbolSection::Absolute,
            _ => continue,
        };
        let undefined = symbol.is_undefined();
        let exported = name == export.as_bytes();
        let made = write::Symbol {
            name: name.clone(),
            value: symbol.address(),
            size: symbol.size(),
            // A place without a name of its own, such as that of a constant.
            kind: match symbol.kind() {
                SymbolKind::Unknown => SymbolKind::Label,
                kind => kind,
            },
            scope: if exported { SymbolScope::Dynamic } else { SymbolScope::Compilation },
            weak: false,
            section,
            flags: object::SymbolFlags::None,
        };
        // A name that one of the two uses and the other defines is one symbol; what is local keeps to itself.
        let shared = symbol.is_global() || undefined;
        let id = match known.get(&name).copied().filter(|_| shared) {
            Some(id) => {
                if !undefined {
                    *out.symbol_mut(id) = made;
                }
                id
            }
            None => {
                let scope = if undefined { SymbolScope::Unknown } else { made.scope };
                let kind = if undefined { SymbolKind::Unknown } else { made.kind };
                let id = out.add_symbol(write::Symbol { scope, kind, ..made });
                if shared {
                    known.insert(name, id);
                }
                id
            }
        };
        all.insert(symbol.index(), id);
    }
    Ok(all)
}

fn relocations(
    file: &File,
    sections: &Sections,
    symbols: &Symbols,
    out: &mut write::Object,
) -> Result<(), String> {
    for section in file.sections() {
        let Some(id) = sections.get(&section.index()) else { continue };
        for (offset, relocation) in section.relocations() {
            let symbol = match relocation.target() {
                RelocationTarget::Symbol(index) => symbols.get(&index).copied(),
                RelocationTarget::Section(index) => {
                    sections.get(&index).map(|section| out.section_symbol(*section))
                }
                _ => None,
            };
            let Some(symbol) = symbol else {
                return Err("code refers to something that is not in the object".into());
            };
            let relocation = write::Relocation {
                offset,
                symbol,
                addend: relocation.addend(),
                flags: relocation.flags(),
            };
            out.add_relocation(*id, relocation).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}
