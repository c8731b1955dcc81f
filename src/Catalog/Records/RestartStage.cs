namespace Monitas.Catalog.Records;

/// <summary>How far a machine whose own system runs has been taken into the boot image for a rebuild or a wipe.</summary>
public enum RestartStage
{
    /// <summary>Not tried.</summary>
    None,

    /// <summary>Its agent has the order to make it ready.</summary>
    Asked,

    /// <summary>It is ready and was told to go.</summary>
    Going,

    /// <summary>It has arrived, or it did not work; it is not tried again.</summary>
    Over,
}
