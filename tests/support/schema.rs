//! Values against the schemas of an OpenAPI description: the part of JSON Schema that ours is made of.
//! Any other keyword fails, so that nothing passes unread.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The schemas of a description, and which of their properties were met.
pub struct Schemas<'a> {
    description: &'a Value,
    met: BTreeSet<String>,
}

impl<'a> Schemas<'a> {
    pub fn of(description: &'a Value) -> Self {
        Schemas { description, met: BTreeSet::new() }
    }

    /// Asserts that a value is as a schema says, and has no property that the schema does not name.
    /// `place` names the schema in messages, as long as it has no name of its own.
    #[track_caller]
    pub fn assert_fits(&mut self, value: &Value, schema: &Value, place: &str) {
        let mut faults = Vec::new();
        self.check(value, schema, place, &mut faults);
        assert!(faults.is_empty(), "{place}: {faults:#?}\nin: {value:#}");
    }

    fn check(&mut self, value: &Value, schema: &Value, place: &str, faults: &mut Vec<String>) {
        let (schema, place) = self.resolved(schema, place);
        for (keyword, said) in schema {
            let fits = match keyword.as_str() {
                "description" => true,
                "type" => names(said).any(|name| is_of_type(value, name)),
                "enum" => said.as_array().unwrap().contains(value),
                "required" => names(said).all(|name| value.get(name).is_some()),
                "items" => {
                    for item in value.as_array().into_iter().flatten() {
                        self.check(item, said, &format!("{place}[]"), faults);
                    }
                    true
                }
                "properties" => {
                    for (name, inner) in value.as_object().into_iter().flatten() {
                        let inside = format!("{place}.{name}");
                        match said.get(name) {
                            Some(schema) => self.check(inner, schema, &inside, faults),
                            None => faults.push(format!("{inside} is not described")),
                        }
                        self.met.insert(inside);
                    }
                    true
                }
                other => panic!("{place}: the keyword {other} is not understood"),
            };
            if !fits {
                faults.push(format!("{place} is {value}, and not: {keyword} {said}"));
            }
        }
    }

    /// Properties that a schema describes and no value had that was checked.
    pub fn unmet(&self, schema: &Value, place: &str) -> BTreeSet<String> {
        let (schema, place) = self.resolved(schema, place);
        let mut unmet = BTreeSet::new();
        if let Some(items) = schema.get("items") {
            unmet.extend(self.unmet(items, &format!("{place}[]")));
        }
        for (name, inner) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let inside = format!("{place}.{name}");
            unmet.extend(self.unmet(inner, &inside));
            if !self.met.contains(&inside) {
                unmet.insert(inside);
            }
        }
        unmet
    }

    /// A schema itself, where a reference stands for it, and what it is called.
    fn resolved<'s>(&self, schema: &'s Value, place: &str) -> (&'s Map<String, Value>, String)
    where
        'a: 's,
    {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
            return (schema.as_object().unwrap(), place.to_owned());
        };
        let named = self.description.pointer(reference.trim_start_matches('#'));
        let named = named.unwrap_or_else(|| panic!("{place}: {reference} is not there"));
        let name = reference.rsplit('/').next().unwrap_or_default();
        (named.as_object().unwrap(), name.to_owned())
    }
}

/// A name or a list of them.
fn names(said: &Value) -> impl Iterator<Item = &str> {
    let list = said.as_array().map_or(std::slice::from_ref(said), Vec::as_slice);
    list.iter().map(|name| name.as_str().unwrap())
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is no type"),
    }
}
