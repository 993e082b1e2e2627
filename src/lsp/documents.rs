//! The texts that are open in the editor, by their addresses, and the way from an address to a path and back.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::str::FromStr;

use lsp_types::DidChangeTextDocumentParams;
use lsp_types::TextDocumentItem;
use lsp_types::Uri;

use crate::lsp::positions::Lines;

/// A text as the editor shows it, whatever is on the disk.
#[derive(Debug, Clone)]
pub struct Document {
    pub uri: Uri,
    /// None for a text that was never saved.
    pub path: Option<PathBuf>,
    pub version: i32,
    pub text: String,
}

/// Everything that is open.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    open: BTreeMap<String, Document>,
}

impl Documents {
    pub fn open(&mut self, item: TextDocumentItem) {
        let TextDocumentItem { uri, version, text, .. } = item;
        let document = Document { path: path_of(uri.as_str()), uri, version, text };
        self.open.insert(document.uri.as_str().into(), document);
    }

    /// Applies changes in their order; of a text that is not open, none.
    pub fn change(&mut self, params: DidChangeTextDocumentParams) -> bool {
        let Some(document) = self.open.get_mut(params.text_document.uri.as_str()) else {
            return false;
        };
        document.version = params.text_document.version;
        for change in params.content_changes {
            match change.range {
                None => document.text = change.text,
                Some(range) => {
                    let bytes = Lines::new(&document.text).bytes(range);
                    document.text.replace_range(bytes, &change.text);
                }
            }
        }
        true
    }

    /// Gives a file another text, as if it were open with that.
    pub fn put(&mut self, uri: &Uri, text: String) {
        let item =
            TextDocumentItem { uri: uri.clone(), language_id: String::new(), version: 0, text };
        self.open(item);
    }

    pub fn close(&mut self, uri: &Uri) {
        self.open.remove(uri.as_str());
    }

    pub fn get(&self, uri: &str) -> Option<&Document> {
        self.open.get(uri)
    }

    pub fn at(&self, path: &Path) -> Option<&Document> {
        self.iter().find(|document| document.path.as_deref() == Some(path))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.open.values()
    }

    /// The address of a file: the editor's own, where it is open.
    pub fn address(&self, path: &Path) -> Option<Uri> {
        match self.at(path) {
            Some(document) => Some(document.uri.clone()),
            None => uri_of(path),
        }
    }
}

/// `file:///a%20b/c.score` as a path; none for any other kind of address.
fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    // A host's name before the path means this machine, or nothing that could be read.
    let path = decoded(&rest[rest.find('/')?..])?;
    let bytes = path.as_bytes();
    let has_drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    Some(PathBuf::from(if has_drive { &path[1..] } else { &path }))
}

/// The address of a path; none where the path is no text.
fn uri_of(path: &Path) -> Option<Uri> {
    let path = path.to_str()?.replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    Uri::from_str(&format!("file://{slash}{}", encoded(&path))).ok()
}

fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            _ => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let letter = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_paths() {
        let path = Path::new("/a b/ñ/c%.score");
        let uri = uri_of(path).expect("it has an address");
        assert_eq!(uri.as_str(), "file:///a%20b/%C3%B1/c%25.score");
        assert_eq!(path_of(uri.as_str()).as_deref(), Some(path));
        assert_eq!(path_of("file:///c%3A/x.score"), Some(PathBuf::from("c:/x.score")));
        assert_eq!(path_of("untitled:Untitled-1"), None);
        assert_eq!(path_of("file://"), None);
    }
}
