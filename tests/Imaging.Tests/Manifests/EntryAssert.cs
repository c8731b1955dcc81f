using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Imaging.Tests.Manifests;

internal static class EntryAssert
{
    /// <summary>All fields are equal, by content.</summary>
    internal static void Same(ManifestEntry expected, ManifestEntry actual)
    {
        Assert.Equal(expected.Path, actual.Path);
        Assert.Equal(expected.UserName, actual.UserName);
        Assert.Equal(expected.GroupName, actual.GroupName);
        Assert.Equal(expected.LinkTarget, actual.LinkTarget);
        Assert.Equal(expected.HardLinkTo, actual.HardLinkTo);
        Assert.Equal(expected.Spans, actual.Spans);
        Assert.Equal(expected.ExtendedAttributes.Count, actual.ExtendedAttributes.Count);
        for (int i = 0; i < expected.ExtendedAttributes.Count; i++)
        {
            Assert.Equal(expected.ExtendedAttributes[i].Name, actual.ExtendedAttributes[i].Name);
            Assert.Equal(expected.ExtendedAttributes[i].Value, actual.ExtendedAttributes[i].Value);
        }
        // With all arrays taken over the records compare the rest.
        Assert.Equal(expected, actual with
        {
            Path = expected.Path,
            UserName = expected.UserName,
            GroupName = expected.GroupName,
            LinkTarget = expected.LinkTarget,
            HardLinkTo = expected.HardLinkTo,
            Spans = expected.Spans,
            ExtendedAttributes = expected.ExtendedAttributes,
        });
    }
}
