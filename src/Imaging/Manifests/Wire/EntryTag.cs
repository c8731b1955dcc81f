namespace Monitas.Imaging.Manifests.Wire;

/// <summary>The optional fields of an entry; they come in rising order of tag, each at most once, and only when not at its default.</summary>
internal enum EntryTag
{
    /// <summary>Bytes.</summary>
    UserName = 1,

    /// <summary>Bytes.</summary>
    GroupName = 2,

    /// <summary>8 bytes, nanoseconds since 1970.</summary>
    CtimeNs = 3,

    /// <summary>8 bytes, nanoseconds since 1970.</summary>
    BirthNs = 4,

    /// <summary>Varint st_dev, varint st_ino.</summary>
    DeviceAndInode = 5,

    /// <summary>Bytes.</summary>
    LinkTarget = 6,

    /// <summary>Bytes of a path.</summary>
    HardLinkTo = 7,

    /// <summary>Varint major, varint minor.</summary>
    DeviceNumbers = 8,

    /// <summary>Varint.</summary>
    InodeFlags = 9,

    /// <summary>For each: counted name, counted value.</summary>
    ExtendedAttributes = 10,

    /// <summary>For each: varint gap after the span before, varint number in the block's chunk table, varint chunk offset, varint length.</summary>
    Spans = 11,

    /// <summary>Empty; its presence says yes.</summary>
    Inconsistent = 12,
}
