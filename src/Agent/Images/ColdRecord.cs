using System.Collections.Generic;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Images;

/// <summary>What a cold backup is about to keep.</summary>
/// <param name="Layout">The machine's layout, with its images.</param>
/// <param name="Sources">The images, in byte order of their paths.</param>
internal sealed record ColdRecord(MachineLayout Layout, IReadOnlyList<ImageSource> Sources);
