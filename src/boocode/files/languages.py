"""Languages by file name, in the words that code highlighters use."""

from __future__ import annotations

_BY_NAME = {
    "dockerfile": "dockerfile", "containerfile": "dockerfile", "makefile": "makefile", "gnumakefile": "makefile",
    "cmakelists.txt": "cmake", "justfile": "just", "rakefile": "ruby", "gemfile": "ruby", "vagrantfile": "ruby",
    "jenkinsfile": "groovy", ".bashrc": "bash", ".zshrc": "bash", ".profile": "bash", "nginx.conf": "nginx",
    ".gitignore": "ignore", ".dockerignore": "ignore", "go.mod": "go-mod", "build": "starlark", "workspace": "starlark",
}  # fmt: skip
_BY_SUFFIX = {
    "py": "python", "pyi": "python", "pyw": "python", "pyx": "cython", "js": "javascript", "mjs": "javascript",
    "cjs": "javascript", "jsx": "jsx", "ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx",
    "vue": "vue", "svelte": "svelte", "astro": "astro", "html": "html", "htm": "html", "css": "css", "scss": "scss",
    "sass": "sass", "less": "less", "json": "json", "jsonc": "jsonc", "json5": "json5", "jsonl": "json",
    "ipynb": "json", "yaml": "yaml", "yml": "yaml", "toml": "toml", "ini": "ini", "cfg": "ini", "conf": "ini",
    "properties": "properties", "xml": "xml", "svg": "xml", "xsl": "xml", "plist": "xml", "md": "markdown",
    "markdown": "markdown", "mdx": "mdx", "rst": "rst", "adoc": "asciidoc", "tex": "latex", "bib": "bibtex",
    "txt": "text", "log": "log", "csv": "csv", "tsv": "tsv", "sql": "sql", "graphql": "graphql", "gql": "graphql",
    "proto": "proto", "c": "c", "h": "c", "cc": "cpp", "cpp": "cpp", "cxx": "cpp", "hpp": "cpp", "hh": "cpp",
    "hxx": "cpp", "ino": "cpp", "cu": "cuda", "m": "objective-c", "mm": "objective-cpp", "cs": "csharp",
    "fs": "fsharp", "fsx": "fsharp", "vb": "vb", "java": "java", "kt": "kotlin", "kts": "kotlin", "scala": "scala",
    "groovy": "groovy", "gradle": "groovy", "clj": "clojure", "cljs": "clojure", "edn": "clojure", "go": "go",
    "rs": "rust", "zig": "zig", "nim": "nim", "d": "d", "v": "v", "odin": "odin", "swift": "swift", "dart": "dart",
    "rb": "ruby", "erb": "erb", "php": "php", "pl": "perl", "pm": "perl", "lua": "lua", "r": "r", "jl": "julia",
    "hs": "haskell", "ml": "ocaml", "mli": "ocaml", "elm": "elm", "ex": "elixir", "exs": "elixir", "erl": "erlang",
    "hrl": "erlang", "lisp": "common-lisp", "el": "emacs-lisp", "scm": "scheme", "rkt": "racket", "sh": "bash",
    "bash": "bash", "zsh": "bash", "fish": "fish", "ps1": "powershell", "bat": "bat", "cmd": "bat", "awk": "awk",
    "tf": "terraform", "tfvars": "terraform", "hcl": "hcl", "nix": "nix", "cmake": "cmake", "mk": "makefile",
    "bzl": "starlark", "diff": "diff", "patch": "diff", "asm": "asm", "s": "asm", "wat": "wasm", "wgsl": "wgsl",
    "glsl": "glsl", "vert": "glsl", "frag": "glsl", "hlsl": "hlsl", "sol": "solidity", "vhd": "vhdl",
    "sv": "system-verilog",
    "f90": "fortran-free-form", "pas": "pascal", "adb": "ada", "cob": "cobol", "gd": "gdscript", "prisma": "prisma",
    "vim": "viml", "hbs": "handlebars", "jinja": "jinja", "j2": "jinja", "liquid": "liquid", "pug": "pug",
    "haml": "haml", "coffee": "coffee", "mmd": "mermaid", "typ": "typst", "http": "http", "service": "systemd",
}  # fmt: skip


def language_of(path: str) -> str | None:
    """The language of a file by its name, e.g. `python`; None where the name does not tell."""
    name = path.rsplit("/", 1)[-1].lower()
    return _BY_NAME.get(name) or _BY_SUFFIX.get(name.rpartition(".")[2])
