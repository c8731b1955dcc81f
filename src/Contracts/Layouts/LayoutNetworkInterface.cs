namespace Monitas.Contracts.Layouts;

/// <summary>A network card and what the operating system called it, so that a rebuild onto other cards can keep the name that its settings use.</summary>
public sealed record LayoutNetworkInterface
{
    /// <summary>The interface's name, such as "enp0s31f6".</summary>
    public required string Name { get; init; }

    /// <summary>The card's own address: lower case with colons.</summary>
    public required string MacAddress { get; init; }

    /// <summary>Did the machine's default route lead over it, also as a part of a bridge or a bond?</summary>
    public bool HasDefaultRoute { get; init; }
}
