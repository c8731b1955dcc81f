using Monitas.Agent.Disks;
using Monitas.Agent.Snapshots;
using Monitas.Agent.Snapshots.Wire;
using Xunit;

namespace Monitas.Agent.Tests.Snapshots;

public sealed class LvsReportTests
{
    private const string Report =
        """
          {
              "report": [
                  {
                      "lv": [
                          {"vg_name":"pc", "lv_name":"root", "lv_size":"10737418240", "segtype":"linear", "lv_attr":"-wi-ao----", "lv_kernel_major":"254", "lv_kernel_minor":"0", "vg_free":"2147483648", "vg_extent_size":"4194304", "snap_percent":""},
                          {"vg_name":"pc", "lv_name":"thin", "lv_size":"5368709120", "segtype":"thin", "lv_attr":"Vwi-aotz--", "lv_kernel_major":"254", "lv_kernel_minor":"7", "vg_free":"2147483648", "vg_extent_size":"4194304", "snap_percent":""},
                          {"vg_name":"pc", "lv_name":"pool", "lv_size":"5368709120", "segtype":"thin-pool", "lv_attr":"twi-aotz--", "lv_kernel_major":"254", "lv_kernel_minor":"6", "vg_free":"2147483648", "vg_extent_size":"4194304", "snap_percent":""},
                          {"vg_name":"pc", "lv_name":"half", "lv_size":"104857600", "segtype":"linear", "lv_attr":"swi-aos---", "lv_kernel_major":"254", "lv_kernel_minor":"3", "vg_free":"2147483648", "vg_extent_size":"4194304", "snap_percent":"51.46"},
                          {"vg_name":"pc", "lv_name":"dead", "lv_size":"104857600", "segtype":"linear", "lv_attr":"swi-Ios---", "lv_kernel_major":"254", "lv_kernel_minor":"4", "vg_free":"2147483648", "vg_extent_size":"4194304", "snap_percent":"100.00"},
                          {"vg_name":"pc", "lv_name":"off", "lv_size":"104857600", "segtype":"linear", "lv_attr":"-wi-------", "lv_kernel_major":"-1", "lv_kernel_minor":"-1", "vg_free":"2147483648", "vg_extent_size":"4194304", "snap_percent":""}
                      ]
                  }
              ]
          }
        """;

    [Fact]
    public void Parse_Report_IsWhatLvsSaid()
    {
        var volumes = LvsReport.Parse(Report);

        Assert.Equal(["pc/root", "pc/thin", "pc/pool", "pc/half", "pc/dead", "pc/off"], volumes.ConvertAll(one => one.FullName));
        Assert.Equal([true, true, false, false, false, true], volumes.ConvertAll(one => one.MayBeOrigin));
        Assert.Equal([false, true, false, false, false, false], volumes.ConvertAll(one => one.IsThin));
        Assert.Equal([false, false, false, false, true, false], volumes.ConvertAll(one => one.IsFilledUp));
        Assert.Equal(("254:0", 10737418240, 2147483648, 4194304), (volumes[0].Device, volumes[0].SizeBytes, volumes[0].GroupFreeBytes, volumes[0].ExtentBytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"report":[{"lv":[{"vg_name":"pc"}]}]}""")]
    [InlineData("""{"report":[{"lv":[1]}]}""")]
    public void Parse_Nonsense_IsSaid(string json) => Assert.Throws<ToolException>(() => LvsReport.Parse(json));

    [Fact]
    public void Arguments_OfLvcreate_SetRoomAsideForThickVolumesOnly()
    {
        var volumes = LvsReport.Parse(Report);

        Assert.Equal("--snapshot --name n --addtag monitas_snapshot --size 1048576b --yes pc/root", string.Join(' ', LvsReport.CreateArguments(volumes[0], "n", 1048576)));
        Assert.Equal("--snapshot --name n --addtag monitas_snapshot --setactivationskip n --yes pc/thin", string.Join(' ', LvsReport.CreateArguments(volumes[1], "n", 0)));
        Assert.Equal("--force --yes pc/n", string.Join(' ', LvsReport.RemoveArguments("pc/n")));
    }

    [Theory]
    [InlineData("10%", 1000, 10000, 10, 100)]
    [InlineData("10%", 1000, 55, 10, 50)]
    [InlineData("10%", 1000, 0, 10, 0)]
    [InlineData("100%", 1000, 10000, 10, 1000)]
    [InlineData("95", 1000, 10000, 10, 90)]
    [InlineData("4G", 1000, 10000, 10, 1000)]
    public void Size_For_IsWholeExtentsAndFits(string text, long volume, long free, long extent, long expected)
    {
        Assert.True(SnapshotSize.TryParse(text, out SnapshotSize size));
        Assert.Equal(expected, size.For(volume, free, extent));
    }

    [Theory]
    [InlineData("0%")]
    [InlineData("101%")]
    [InlineData("-1%")]
    [InlineData("0")]
    [InlineData("much")]
    public void Size_Nonsense_IsRefused(string text) => Assert.False(SnapshotSize.TryParse(text, out _));
}
