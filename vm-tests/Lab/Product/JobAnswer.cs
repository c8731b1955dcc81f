using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Monitas.Lab.Product;

/// <summary>A job as the server's command line shows it with --json.</summary>
public sealed record JobAnswer(JsonNode Document)
{
    /// <summary>Its number, as commands take it.</summary>
    public string Id => Document["id"]!.ToString();

    /// <summary>Its kind, such as "Rebuild".</summary>
    public string Kind => (string)Document["kind"]!;

    /// <summary>Where it stands, such as "Running".</summary>
    public string State => (string)Document["state"]!;

    /// <summary>One sentence about it.</summary>
    public string Message => (string?)Document["message"] ?? "";

    /// <summary>Did it end well?</summary>
    public bool HasSucceeded => State is "Succeeded" or "FinishedWithWarnings";

    /// <summary>Is it over?</summary>
    public bool IsOver => HasSucceeded || State is "Failed" or "Cancelled";

    /// <summary>Its warnings.</summary>
    public IEnumerable<string> Warnings => Document["warnings"]?.AsArray().Select(node => (string)node!) ?? [];

    /// <summary>Why its plan is refused; empty when it is not.</summary>
    public IReadOnlyList<string> Refusals => [.. Document["plan"]?["refusals"]?.AsArray().Select(node => (string)node!) ?? []];

    /// <summary>One of its figures, or 0.</summary>
    public long Figure(string name) => (long?)Document["figures"]?[name] ?? 0;

    /// <summary>All figures in one line.</summary>
    public string Figures => string.Join(", ", Document["figures"]?.AsObject().Select(pair => $"{pair.Key} {pair.Value}") ?? []);

    /// <summary>Its timeline.</summary>
    public IReadOnlyList<(DateTimeOffset Time, string Stage, string Text)> Events =>
    [
        .. Document["events"]!.AsArray().Select(node => ((DateTimeOffset)node!["time"]!, (string)node["stage"]!, (string?)node["text"] ?? "")),
    ];

    /// <summary>When a stage came for the last time; null when it did not.</summary>
    public DateTimeOffset? LastTimeOf(string stage) =>
        Events.Where(entry => entry.Stage.Equals(stage, StringComparison.OrdinalIgnoreCase)).Select(entry => (DateTimeOffset?)entry.Time).LastOrDefault();
}
