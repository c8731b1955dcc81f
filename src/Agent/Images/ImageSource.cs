using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Images;

/// <summary>One image to be made.</summary>
/// <param name="Image">What the layout says of it.</param>
/// <param name="Node">The device that is read.</param>
/// <param name="Extents">What is read of it, in order.</param>
internal sealed record ImageSource(LayoutImage Image, string Node, IReadOnlyList<Extent> Extents)
{
    /// <summary>How much is read.</summary>
    public long ReadBytes => Extents.Sum(e => e.LengthBytes);
}
