namespace Monitas.BootServer.Configuration;

/// <summary>One setting as it was found.</summary>
/// <param name="Value">The text.</param>
/// <param name="Where">Where it was found, for an error message: a file with its line, a variable of the environment, or an option.</param>
internal sealed record SettingsEntry(string Value, string Where);
