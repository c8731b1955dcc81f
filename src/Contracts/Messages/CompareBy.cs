namespace Monitas.Contracts.Messages;

/// <summary>How files of equal length are compared.</summary>
public enum CompareBy
{
    /// <summary>By every byte.</summary>
    Content,

    /// <summary>By the time of their last change: no content is read.</summary>
    Time,
}
