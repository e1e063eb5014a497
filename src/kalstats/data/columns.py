"""The dictionary of the data, made from their description and contents."""

from __future__ import annotations

from kalstats.data.files import load
from kalstats.data.geography import regions
from kalstats.data.reading import folder, package


def dictionary() -> str:
    """Describe every file and column of the data, from their description and contents."""
    lines = [
        "# The data, file by file",
        "",
        "Generated from `datapackage.json` and the data by `kalstats dictionary`; do not edit.",
        f"Version {package()['version']}, CC BY 4.0. One row is one figure as one source "
        "gives it; what we compute is never stored.",
    ]
    for resource in package()["resources"]:
        frame = load(folder() / resource["path"])
        lines += ["", f"## {resource['path']}: {resource['title']}", "", f"{len(frame)} rows"]
        if "source" in frame:
            lines[-1] += f" from {frame['source'].nunique()} sources"
        lines[-1] += "."
        lines += [
            "",
            "| column | type | what it holds | allowed | filled |",
            "|---|---|---|---|---|",
        ]
        for field in resource["schema"]["fields"]:
            rules = field.get("constraints", {})
            allowed = ", ".join(rules.get("enum", [])) or rules.get("pattern", "").replace(
                "|", "\\|"
            )
            column = frame[field["name"]]
            filled = int((column.notna() & (column.astype(str) != "")).sum())
            kind = field["type"] + (", required" if rules.get("required") else "")
            what = field["description"]
            lines.append(f"| `{field['name']}` | {kind} | {what} | {allowed} | {filled} |")
    extra = package()["resources"][0]["schema"]["optionalFields"]
    lines += ["", "Columns that only figures of one's own have, if they need them:", ""]
    lines += [f"- `{field['name']}`: {field['description']}." for field in extra]
    about = [feature["properties"] for feature in regions()]
    lines += [
        "",
        "## regions.geojson: Outlines and points for the map",
        "",
        f"{len(about)} features from {len({given['source'] for given in about})} sources; borders "
        "of today. Every feature has `territory`, the key of the figure files; `name`, as the "
        "source writes it; `source`; `note`. Each territory has one point, where its circle is "
        "drawn and to which distances are measured; one whose outline is not known has nothing "
        "else. What only surrounds has no territory but a `kind`: land, lake, border, or name, "
        "the point where a name is written. Blank between land and lakes is sea.",
    ]
    return "\n".join(lines) + "\n"
